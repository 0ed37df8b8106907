import { ByteBuffer } from "../../text/byte-buffer";
import { bytesOf } from "../../text/bytes";

/** All plugins of the gateway process share one name space. The number is that of the layout of a slot. */
const PREFIX = bytesOf("higress-redis:local:1:");

/** No version a value can have: a write that expects it creates the value, or finds that somebody else has. */
export const NO_CAS: u32 = u32.MAX_VALUE;

/** Begins the name of something this folder shares; what tells it apart follows. */
export function beginName(out: ByteBuffer): void {
  out.clear();
  out.bytes(PREFIX);
}
