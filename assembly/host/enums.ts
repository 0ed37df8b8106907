// Names as in the gateway's AssemblyScript SDK where it has one; numbers from the proxy-wasm ABI 0.2.100.

export enum WasmResultValues {
  Ok = 0,
  NotFound = 1,
  BadArgument = 2,
  SerializationFailure = 3,
  ParseFailure = 4,
  BadExpression = 5,
  InvalidMemoryAccess = 6,
  Empty = 7,
  CasMismatch = 8,
  ResultMismatch = 9,
  InternalFailure = 10,
  BrokenConnection = 11,
  Unimplemented = 12,
}

export enum LogLevelValues {
  trace = 0,
  debug = 1,
  info = 2,
  warn = 3,
  error = 4,
  critical = 5,
}

export enum HeaderMapTypeValues {
  RequestHeaders = 0,
  RequestTrailers = 1,
  ResponseHeaders = 2,
  ResponseTrailers = 3,
  GrpcReceiveInitialMetadata = 4,
  GrpcReceiveTrailingMetadata = 5,
  HttpCallResponseHeaders = 6,
  HttpCallResponseTrailers = 7,
}

export enum BufferTypeValues {
  HttpRequestBody = 0,
  HttpResponseBody = 1,
  DownstreamData = 2,
  UpstreamData = 3,
  HttpCallResponseBody = 4,
  GrpcReceiveBuffer = 5,
  VmConfiguration = 6,
  PluginConfiguration = 7,
  CallData = 8,
  /** Exists on Higress only; the SDK's own enum stops at 8. */
  RedisCallResponse = 9,
}

export enum StreamTypeValues {
  Request = 0,
  Response = 1,
}

export enum MetricTypeValues {
  Counter = 0,
  Gauge = 1,
  Histogram = 2,
}

export enum FilterHeadersStatusValues {
  Continue = 0,
  /** Holds the headers only: the first body chunk answered with Continue lets them go. */
  StopIteration = 1,
  StopAllIterationAndBuffer = 3,
  /** Holds headers, body and trailers, with back-pressure; the way to wait for a reply. */
  StopAllIterationAndWatermark = 4,
}

export enum FilterDataStatusValues {
  Continue = 0,
  StopIterationAndBuffer = 1,
  StopIterationAndWatermark = 2,
  StopIterationNoBuffer = 3,
}

export enum FilterTrailersStatusValues {
  Continue = 0,
  StopIteration = 1,
}

/** What `proxy_on_redis_call_response` says of a call; the host sends no others. */
export enum RedisStatusValues {
  Ok = 0,
  NetworkError = 1,
}

/** https://grpc.io/docs/guides/status-codes/, as far as we answer with them. */
export enum GrpcStatusValues {
  ResourceExhausted = 8,
  Unavailable = 14,
}
