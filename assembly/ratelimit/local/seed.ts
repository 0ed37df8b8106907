import { currentTimeNs } from "../../host/clock";
import { WasmResultValues } from "../../host/enums";
import { getSharedData, setSharedData } from "../../host/shared-data";
import { ByteBuffer } from "../../text/byte-buffer";
import { bytesOf } from "../../text/bytes";
import { Span } from "../../text/span";
import { beginName, NO_CAS } from "./shared-name";

const SEED = bytesOf("seed");
const SEED_BYTES: i32 = 4;

const name = new ByteBuffer();
const stored = new Span();
const image = new ByteBuffer();
let seed: u32 = 0;

/**
 * What the places of keys depend on besides the keys, so that nobody outside can choose keys that share theirs. The
 * same for all workers of the gateway process: the first that needs it leaves it in shared data.
 */
export function placementSeed(): u32 {
  if (seed != 0) return seed;
  beginName(name);
  name.bytes(SEED);
  const mine = (<u32>currentTimeNs()) | 1;
  store<u32>(image.reserve(SEED_BYTES), mine);
  image.size = SEED_BYTES;
  seed = mine;
  if (setSharedData(name, image.at, image.size, NO_CAS) == WasmResultValues.Ok) return seed;
  const isFound = getSharedData(name, stored) == WasmResultValues.Ok && stored.size == SEED_BYTES;
  if (isFound) seed = load<u32>(stored.at) | 1;
  return seed;
}
