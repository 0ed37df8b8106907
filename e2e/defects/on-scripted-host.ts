import type { Check, Defect } from './defect.ts';

const inWasm = (file: string, test: string): Check => ({ file: `tests/wasm/${file}.test.ts`, test });
const ALLOWED = inWasm('budgets', 'the hostcalls of an allowed request');
const DENIED = inWasm('budgets', 'the hostcalls of a denied request');
const MANY = inWasm('memory', 'memory is flat over 30 000 requests');
const PONG = inWasm('redis/breaker', 'while a breaker is open the answer PONG closes it');
const LOST = inWasm('redis/script', 'a server that does not know the script and is lost');

/** Mistakes that the tests of the module on the scripted host find. */
export const onScriptedHost: readonly Defect[] = [
  {
    name: 'status 1 in place of 4 while Redis is asked: the body takes the headers with it',
    file: 'plugin/stream.ts',
    find: 'return FilterHeadersStatusValues.StopAllIterationAndWatermark;',
    replace: 'return FilterHeadersStatusValues.StopIteration;',
    caughtBy: inWasm('limiter/waiting', 'a body that arrives while Redis is asked waits'),
    says: /expected 'continue' to be 'held'/,
  },
  {
    name: 'continue without a stop',
    file: 'plugin/stream.ts',
    find: 'if (verdict == Verdict.Pass) return',
    replace:
      'if (verdict == Verdict.Pass) continueStream(StreamTypeValues.Request);\n  if (verdict == Verdict.Pass) return',
    caughtBy: inWasm('budgets', 'the hostcalls of a request nothing is for'),
    says: /StrictError: continue-without-stop: the request of stream \d+ is not stopped/,
  },
  {
    name: 'reply and continue',
    file: 'plugin/stream.ts',
    find: '  if (verdict == Verdict.Answered) return;\n',
    replace: '',
    caughtBy: DENIED,
    says: /StrictError: reply-and-continue: stream \d+ was answered, then continued/,
  },
  {
    name: 'two replies',
    file: 'plugin/pipeline.ts',
    find: '  section.reply(exchange);\n',
    replace: '  section.reply(exchange);\n  section.reply(exchange);\n',
    caughtBy: DENIED,
    says: /StrictError: second-reply: stream \d+ was answered before: cluster-key-rate-limit\.rejected/,
  },
  {
    name: 'a trap in the callback of a lost connection',
    file: 'redis/dispatcher.ts',
    find: '  const call = takeCall(token);\n',
    replace: '  const call = takeCall(token);\n  if (status != 0) unreachable();\n',
    caughtBy: LOST,
    says: /TrapError: proxy_on_redis_call_response trapped: unreachable/,
  },
  {
    name: 'two commands in one call',
    file: 'redis/client.ts',
    find: 'const result = redisCall(',
    replace: 'command.raw(ping().at, ping().size);\n    const result = redisCall(',
    caughtBy: ALLOWED,
    says: /StrictError: one-redis-command: \d+ bytes follow the command/,
  },
  {
    name: 'an incomplete command',
    file: 'redis/client.ts',
    find: 'command.at, command.size)',
    replace: 'command.at, command.size - 2)',
    caughtBy: ALLOWED,
    says: /StrictError: one-redis-command: the command is incomplete/,
  },
  {
    name: 'a retry loop in the failure callback',
    file: 'ratelimit/limiter.ts',
    find: 'if (reply === null) return Outcome.Fail;',
    replace: 'if (reply === null) return this.send(exchange, call.attempts);',
    caughtBy: inWasm('redis/unreachable', 'a lost connection and its return'),
    says: /StrictError: retry-in-failure: .* sent again inside a failure callback/,
  },
  {
    name: 'the whole script with every request',
    file: 'ratelimit/limiter.ts',
    find: 'script.begin(command, isKnown,',
    replace: 'script.begin(command, isKnown && false,',
    caughtBy: inWasm('redis/script', 'a server that does not know the script does not make'),
    says: /expected 'EVAL' to be 'EVALSHA'/,
  },
  {
    name: 'a leak with every request',
    file: 'plugin/stream.ts',
    find: 'exchange.plan = changetype<usize>(plan);',
    replace: 'heap.alloc(64);\n  exchange.plan = changetype<usize>(plan);',
    caughtBy: MANY,
    says: /over 30 000 requests.*AssertionError: bytes of memory after each round: [\d, ]+: expected \d to be 1/s,
  },
  {
    name: 'a leak with every stream that ends while it waits',
    file: 'plugin/contexts.ts',
    find: '  releaseExchange(exchange);\n',
    replace: '  if (exchange.pendingCalls == 0) releaseExchange(exchange);\n',
    caughtBy: inWasm('memory', 'memory is flat over 10 000 streams that end while they wait'),
    says: /streams that end while they wait.*AssertionError: bytes of memory after each round: [\d, ]+: expected \d to be 1/s,
  },
  {
    name: 'a leak with every Redis call',
    file: 'redis/dispatcher.ts',
    find: '  releaseCall(call);\n',
    replace: '',
    caughtBy: MANY,
    says: /over 30 000 requests.*AssertionError: bytes of memory after each round: [\d, ]+: expected \d to be 1/s,
  },
  {
    name: 'request headers are read when they are gone',
    file: 'ratelimit/limiter.ts',
    find: 'if (decision.isKnown) setQuotaHeaders',
    replace:
      'this.headers.begin();\n    this.headers.read(0, value.text);\n    if (decision.isKnown) setQuotaHeaders',
    caughtBy: { ...ALLOWED, test: `${ALLOWED.test} quota headers` },
    says: /the request made get_header, redis_call, .*continue_stream, get_header, replace_header/,
  },
  {
    name: 'a reply is acted upon though the request was answered meanwhile',
    file: 'plugin/replies.ts',
    find: 'if (exchange === null || exchange.isAnswered) return false;\n    return exchange.turn == turnOf(call.tag) && ',
    replace: 'if (exchange === null) return false;\n    return true || ',
    caughtBy: inWasm('redis/late', 'an answer of another filter while the request waits'),
    says: /hostcalls of the late reply: set_effective_context \d+; get_buffer redis-reply/,
  },
  {
    name: 'no malloc',
    file: 'index.ts',
    find: 'export { malloc } from "./host/arena";\n',
    replace: '',
    caughtBy: ALLOWED,
    says: /LinkError: export malloc or proxy_on_memory_allocate is missing/,
  },
  {
    name: 'a hostcall in _initialize',
    file: 'index.ts',
    find: 'export { malloc } from "./host/arena";\n',
    replace:
      'export { malloc } from "./host/arena";\nimport { currentTimeMs } from "./host/clock";\ncurrentTimeMs();\n',
    caughtBy: ALLOWED,
    says: /RestrictedPhaseError: get_time while the module initialises/,
  },
  {
    name: 'an import that the gateway does not have',
    file: 'index.ts',
    find: 'export { malloc } from "./host/arena";\n',
    replace:
      'export { malloc } from "./host/arena";\n@external("env", "proxy_clear_route_cache")\n' +
      'declare function clearRouteCache(): u32;\nexport function proxy_on_queue_ready(_root: u32, _token: u32): void {\n  clearRouteCache();\n}\n',
    caughtBy: ALLOWED,
    says: /LinkError: import env\.proxy_clear_route_cache does not exist under ABI 0_2_100/,
  },
  {
    name: 'a callback with a parameter too few',
    file: 'index.ts',
    find: 'proxy_on_request_headers(id: u32, _count: u32, _endOfStream: u32)',
    replace: 'proxy_on_request_headers(id: u32, _count: u32)',
    caughtBy: ALLOWED,
    says: /LinkError: export proxy_on_request_headers is \(ii:i\), the gateway calls \(iii:i\)/,
  },
  {
    name: 'a breaker that never closes',
    file: 'redis/breaker.ts',
    find: 'probeSucceeded(): void {\n    this.state = BreakerState.Closed;\n',
    replace: 'probeSucceeded(): void {\n',
    caughtBy: PONG,
    says: /commands of the request after PONG: expected \[\] to deeply equal \[ 'EVALSHA' \]/,
  },
  {
    name: 'a PING that goes out in the name of a stream that is gone',
    file: 'redis/call.ts',
    find: '  call.context = 0;\n',
    replace: '',
    caughtBy: PONG,
    says: /after PONG the last line is "warn redis \S+: is not asked any more until it answers a PING"/,
  },
  {
    name: 'a PING sent by a request',
    file: 'redis/client.ts',
    find: 'if (!this.breaker.isClosed) return this.refuse(Fault.BreakerOpen);',
    replace:
      'if (this.breaker.isProbeDue(currentTimeMs())) this.sendProbe(currentTimeMs());\n' +
      '    if (!this.breaker.isClosed) return this.refuse(Fault.BreakerOpen);',
    caughtBy: inWasm('redis/breaker', 'while a breaker is open a request under policy open'),
    says: /a request made get_time: expected \[ 'get_time' \] to deeply equal \[\]/,
  },
  {
    name: 'calls in flight that are never counted down',
    file: 'redis/in-flight.ts',
    find: '    this.count -= 1;\n',
    replace: '',
    caughtBy: inWasm('redis/in-flight', 'max_in_flight makes room with each reply'),
    says: /calls of three requests where two have room: expected \[\] to have a length of 2 but got \+?0/,
  },
  {
    name: 'a count that is handed back and kept',
    file: 'ratelimit/local/hand-back.ts',
    find: '    slot.tell(countOf(parcel));\n',
    replace: '',
    caughtBy: inWasm('redis/hand-back', 'when Redis is back only one of the workers'),
    says: /one count was handed back 2 times/,
  },
];
