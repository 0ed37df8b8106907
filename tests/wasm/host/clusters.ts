/**
 * Upstream clusters this worker knows. Until a test names some, every well-formed name is known
 * (`outbound|<port>|<subset>|<host>`), as on a gateway that pushes all clusters.
 */
export class Clusters {
  #known: Set<string> | undefined;
  readonly #down = new Set<string>();

  /** From now on only these exist. */
  only(...names: string[]): void {
    this.#known = new Set(names);
  }

  add(name: string): void {
    (this.#known ??= new Set()).add(name);
  }

  has(name: string): boolean {
    return this.#known ? this.#known.has(name) : /^outbound\|\d+\|[^|]*\|[^|]+$/.test(name);
  }

  /** No healthy host left: calls fail at once with InternalFailure. */
  takeDown(name: string): void {
    this.#down.add(name);
  }

  bringUp(name: string): void {
    this.#down.delete(name);
  }

  isHealthy(name: string): boolean {
    return !this.#down.has(name);
  }
}
