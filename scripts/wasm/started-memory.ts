/**
 * The memory of a module once `_initialize` has run. No imported function may be called so early: the plugin must not
 * talk to its host before it has a context.
 */
export async function startedMemory(module: Uint8Array): Promise<Uint8Array> {
  const compiled = await WebAssembly.compile(Uint8Array.from(module));
  const imports: Record<string, Record<string, () => never>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(compiled)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`${from}.${name} was called in _initialize`);
    };
  }
  const { exports } = await WebAssembly.instantiate(compiled, imports);
  (exports._initialize as () => void)();
  return new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
}
