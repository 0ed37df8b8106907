/** Hostcalls of the units under test; a unit that needs a real host belongs to tests/wasm. */
const refuse = (name) => () => {
  throw new Error(`${name}: unit tests have no host`);
};

export default {
  entries: ['tests/unit/**/*.spec.ts'],
  include: ['tests/unit/**/*.include.ts'],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    const env = new Proxy(
      { memory },
      { get: (target, name) => target[name] ?? refuse(String(name)), has: () => true },
    );
    const imports = createImports({ env });
    return instantiate(binary, imports);
  },
  outputBinary: false,
};
