import { Http1Request } from './http1-request.ts';
import { Http2Request } from './http2-request.ts';
import type { Seen } from './seen.ts';
import type { Exchange } from './vector.ts';

/** One request as a vector says it, and what came back so far. */
export interface SentRequest {
  readonly downstream: Seen['downstream'];
  /** Resolves when all of it is sent, or nobody wants it any more. */
  send(): Promise<void>;
  leave(): void;
  stop(): Promise<void>;
}

export function requestTo(url: string, exchange: Exchange): SentRequest {
  return exchange.version === 1 ? new Http1Request(url, exchange) : new Http2Request(url, exchange);
}
