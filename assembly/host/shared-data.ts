import { ByteBuffer } from "../text/byte-buffer";
import { Span } from "../text/span";
import { proxy_get_shared_data, proxy_set_shared_data } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT, RESULT_SIZE, takeRange } from "./result";

const CAS: usize = memory.data(4);

/**
 * A value shared by all workers and all plugins of the gateway process, so prefix the key. NotFound: never set, and `out`
 * is empty.
 */
export function getSharedData(key: ByteBuffer, out: Span): WasmResultValues {
  return takeRange(proxy_get_shared_data(key.at, key.size, RESULT, RESULT_SIZE, CAS), out);
}

/** Version of the value that the last `getSharedData` returned, for `setSharedData`. */
export function lastCas(): u32 {
  return load<u32>(CAS);
}

/** Writes if the version is still `cas`; 0 writes always. CasMismatch: somebody else was first, read again. */
export function setSharedData(key: ByteBuffer, at: usize, size: i32, cas: u32): WasmResultValues {
  return proxy_set_shared_data(key.at, key.size, at, size, cas);
}
