const FORM = /\(text \$(\w+)((?:\s+"(?:[^"\\]|\\.)*")+)\)/g;
const LITERAL = /"((?:[^"\\]|\\.)*)"/g;
const ESCAPE = /\\(?:[0-9a-fA-F]{2}|.)/g;

/** The constants in the shim's own memory, one behind the other from its first byte on. */
export class ShimTexts {
  #end = 0;
  readonly #literals: string[] = [];

  /** Puts globals in the place of each `(text $NAME "…" …)`: `$NAME`, where the text lies, and `$NAME_SIZE`. */
  place(source: string): string {
    return source.replace(FORM, (_form, name: string, literals: string) => {
      const text = [...literals.matchAll(LITERAL)].map(([, content]) => content).join('');
      const size = Buffer.byteLength(text.replace(ESCAPE, '.'));
      const at = this.#end;
      this.#end += size;
      this.#literals.push(`"${text}"`);
      return `(global $${name} i32 (i32.const ${at})) (global $${name}_SIZE i32 (i32.const ${size}))`;
    });
  }

  /** What has been placed so far, as a field of the module. */
  get data(): string {
    return `(data (memory $own) (i32.const 0) ${this.#literals.join('\n  ')})`;
  }
}
