import { Span } from "../text/span";
import { proxy_get_upstream_hosts, proxy_set_upstream_override_host } from "./abi";
import { WasmResultValues } from "./enums";
import { RESULT, RESULT_SIZE, takeRange } from "./result";

/**
 * Endpoints of the route's cluster in pairs layout: `ip:port` and a JSON text with `health_status`; `out` is empty if the
 * host can't tell. Higress 2.1.4 on.
 */
export function getUpstreamHosts(out: Span): WasmResultValues {
  return takeRange(proxy_get_upstream_hosts(RESULT, RESULT_SIZE), out);
}

/** Sends the request to `ip:port`. Takes effect only while the request headers are still held. */
export function setUpstreamOverrideHost(at: usize, size: i32): WasmResultValues {
  return proxy_set_upstream_override_host(at, size);
}
