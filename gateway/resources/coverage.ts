import type { Json } from './kinds.ts';
import type { FieldPath } from './yaml.ts';

const keyOf = (path: FieldPath) => JSON.stringify(path);

/** Which fields of a resource somebody looked at. */
export class Coverage {
  readonly #fields = new Set<string>();
  readonly #wholes = new Set<string>();

  cover(path: FieldPath): void {
    this.#fields.add(keyOf(path));
  }

  /** With all that is inside. */
  coverWhole(path: FieldPath): void {
    this.#wholes.add(keyOf(path));
  }

  forget(path: FieldPath): void {
    this.#fields.delete(keyOf(path));
  }

  /** The outermost fields of `value` that are not covered. */
  unused(value: Json, path: FieldPath = []): FieldPath[] {
    if (value === null || typeof value !== 'object' || this.#wholes.has(keyOf(path))) return [];
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return entries.flatMap(([step, item]) => {
      const inner = [...path, step];
      return this.#fields.has(keyOf(inner)) ? this.unused(item, inner) : [inner];
    });
  }
}
