import { GrpcStatusValues } from "../host/enums";
import { sendLocalResponse } from "../host/stream";
import { ByteBuffer } from "../text/byte-buffer";
import { bytesOf } from "../text/bytes";

const SERVICE_UNAVAILABLE: u32 = 503;
const DETAILS = bytesOf("higress-redis.redis_unavailable");
const BODY = bytesOf("Service unavailable");
const NO_HEADERS = new ByteBuffer();

/** The answer of failure policy `closed`. */
export function sendUnavailable(): void {
  sendLocalResponse(SERVICE_UNAVAILABLE, DETAILS, BODY, NO_HEADERS, GrpcStatusValues.Unavailable);
}
