/**
 * Why a plugin cannot be linked. `scope` tells whether Higress would refuse it as well, or whether only this local
 * gateway can't do it. The message names the place and the remedy.
 */
export class LinkError extends Error {
  override readonly name = 'LinkError';

  constructor(scope: 'higress' | 'local', what: string, remedy: string) {
    super(
      `${what}: ${scope === 'higress' ? 'it would not load on Higress either' : 'only the local gateway has this limit'}; ${remedy}`,
    );
  }
}

export function malformed(what: string): LinkError {
  return new LinkError(
    'higress',
    `malformed wasm module, ${what}`,
    'build the plugin again or fetch it anew',
  );
}
