import type { Resource } from './resource.ts';
import { secret } from './secret.ts';

let made = 0;

/**
 * A resource that nothing refers to. The local gateway says that it took it over, and does so after it has read what
 * Envoy wrote until then: its reading of the folder takes several turns of its event loop, and each reads all pipes.
 */
export function logMarker(): Resource {
  return secret('log-marker', { number: String(++made) });
}
