import { expect } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { until, waitFor } from '../wait.ts';

const LINE = /^plugin \S+ \w+: redis \S+?: (.*)$/;

/** What the plugin says about its Redis from now on. */
export class RedisWitness {
  #from: number;

  constructor(private readonly gateway: StartedGateway) {
    this.#from = gateway.logs().length;
  }

  get lines(): string[] {
    const said = this.gateway.logs().slice(this.#from);
    return said.flatMap((line) => LINE.exec(line)?.[1] ?? []);
  }

  /** Waits for a line that matches, which has to be the only one since the last call. */
  async heard(expected: RegExp): Promise<void> {
    // The log comes by another way than the answers and may be a moment later.
    await until(
      waitFor(`the plugin to say ${expected}`, () => this.lines.some((line) => expected.test(line))),
    );
    expect(this.lines).toEqual([expect.stringMatching(expected)]);
    this.#from = this.gateway.logs().length;
  }

  heardNothing(): void {
    expect(this.lines).toEqual([]);
  }
}
