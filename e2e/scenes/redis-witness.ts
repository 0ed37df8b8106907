import { expect } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { until, waitFor } from '../control/wait.ts';

const LINE = /^plugin \S+ \w+: redis \S+?: (.*)$/;

/** It is said when the breaker opens, and when Redis serves again. */
export const NOT_ASKED = /^is not asked any more until it answers a PING$/;
export const UP_AGAIN = /^answers again$/;

/** What the plugin says about its Redis from now on. */
export class RedisWitness {
  #from: number;

  constructor(private readonly gateway: Pick<StartedGateway, 'logs' | 'drainLogs'>) {
    this.#from = gateway.logs().length;
  }

  get lines(): string[] {
    const said = this.gateway.logs().slice(this.#from);
    return said.flatMap((line) => LINE.exec(line)?.[1] ?? []);
  }

  /** Waits for lines that match, which have to be the only ones since the last call, in this order. */
  async heard(...expected: RegExp[]): Promise<void> {
    const isSaid = (line: RegExp) => this.lines.some((said) => line.test(said));
    // The log comes by another way than the answers and may be a moment later.
    await until(waitFor(`the plugin to say ${expected.join(', ')}`, () => expected.every(isSaid)));
    expect(this.lines).toEqual(expected.map((line) => expect.stringMatching(line) as unknown));
    this.#from = this.gateway.logs().length;
  }

  /** Looks once all that was said until now is there. */
  async heardNothing(): Promise<void> {
    await this.gateway.drainLogs();
    expect(this.lines).toEqual([]);
    this.#from = this.gateway.logs().length;
  }
}
