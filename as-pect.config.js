/** Hostcalls of the units under test; a unit that needs a real host belongs to tests/wasm. */
const refuse = (name) => () => {
  throw new Error(`${name}: unit tests have no host`);
};

export default {
  entries: ['tests/unit/**/*.spec.ts'],
  include: ['tests/unit/**/*.include.ts'],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    let instance;
    const env = new Proxy({ memory }, { get: (target, name) => target[name] ?? refuse(String(name)), has: () => true });
    const imports = createImports({ env });
    instance = instantiate(binary, imports);
    return instance;
  },
  outputBinary: false,
};
