import { sendLocalResponse } from "../host/stream";
import { bytesOf } from "../text/bytes";

const SERVICE_UNAVAILABLE: u32 = 503;
const DETAILS = bytesOf("higress-redis.redis_unavailable");
const BODY = bytesOf("Service unavailable");

/** The answer of failure policy `closed`; gRPC clients see `Unavailable`. */
export function sendUnavailable(): void {
  sendLocalResponse(SERVICE_UNAVAILABLE, DETAILS, BODY);
}
