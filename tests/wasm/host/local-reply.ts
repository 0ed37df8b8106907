import { HeaderMap, type HeaderEntry } from './header-map.ts';

export interface LocalReply {
  status: number;
  /** Response code details, whitespace replaced. */
  details: string;
  headers: HeaderMap;
  body: Uint8Array;
  grpcStatus: number;
  /** Through the encoder chain and the module's own response callbacks, straight to the codec, or not at all. */
  road: 'chain' | 'direct' | 'reset';
}

export const codeDetails = (text: string): string => text.replace(/\s/g, '_');

const isGrpc = (request: HeaderMap | undefined): boolean =>
  /^application\/grpc([+;]|$)/.test(request?.get('content-type') ?? '');

/** The response the gateway builds around a module's answer. */
export function replyHeaders(
  request: HeaderMap | undefined,
  { status, body, grpcStatus }: Pick<LocalReply, 'status' | 'body' | 'grpcStatus'>,
  added: readonly HeaderEntry[],
): HeaderMap {
  const map = new HeaderMap();
  const grpc = isGrpc(request);
  map.set(':status', grpc ? '200' : String(status));
  for (const { name, value } of added) map.add(name, value);
  if (grpc) {
    map.set('content-type', 'application/grpc');
    map.set('grpc-status', String(grpcStatus));
    if (body.length > 0) map.set('grpc-message', Buffer.from(body).toString('utf8'));
  } else if (body.length > 0) {
    map.set('content-length', String(body.length));
    if (!map.has('content-type')) map.set('content-type', 'text/plain');
  } else {
    map.delete('content-length');
    map.delete('content-type');
  }
  return map;
}

/** gRPC answers are trailers only: the text moves into grpc-message. */
export const replyBody = (map: HeaderMap, body: Uint8Array): Uint8Array =>
  map.has('grpc-status') ? new Uint8Array(0) : body;
