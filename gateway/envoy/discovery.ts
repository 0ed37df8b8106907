import { setTimeout as sleep } from 'node:timers/promises';
import { AdminError } from './admin-client.ts';
import type { AdminClient } from './admin-client.ts';

export type Answer = 'accepted' | 'refused';

/** Envoy ended, or said nothing about a configuration in the time allowed. */
export class DiscoveryError extends Error {}

const POLL_MS = 10;
// A Go plugin of 6 MB takes about ten seconds to compile, and Envoy's main thread is busy with it.
const PATIENCE_MS = 120_000;

/** Where Envoy counts what it made of one discovered thing. */
export const STATS = {
  clusters: 'cluster_manager.cds',
  listeners: 'listener_manager.lds',
  routes: 'http.http.rds.http',
  filter: (name: string) => `extension_config_discovery.http_filter.${name}`,
};

/** Watches Envoy's counters for the fate of a configuration that was handed over by file. */
export class Discovery {
  constructor(
    private readonly admin: AdminClient,
    /** How Envoy ended; undefined while it runs. */
    private readonly end: () => string | undefined,
  ) {}

  /** Runs `write`, which answers a version, and waits for Envoy's verdict on it. */
  async handOver(scope: string, write: () => Promise<string>): Promise<Answer> {
    const before = await this.refusals(scope);
    const version = await write();
    return this.verdict(scope, version, before);
  }

  async verdict(scope: string, version: string, refusalsBefore: number): Promise<Answer> {
    const names = [`${scope}.version_text`, `${scope}.update_rejected`];
    let answer: Answer | undefined;
    await this.until(`a verdict on ${scope}`, async () => {
      const stats = await this.admin.stats(names);
      if (stats.get(names[0] ?? '') === version) answer = 'accepted';
      else if (Number(stats.get(names[1] ?? '') ?? 0) > refusalsBefore) answer = 'refused';
      return answer !== undefined;
    });
    return answer ?? 'refused';
  }

  /** Waits until a listener that was handed over has all its filters and takes the old one's place. */
  async listenersAreWarm(): Promise<void> {
    const name = 'listener_manager.total_listeners_warming';
    await this.until('warm listeners', async () => (await this.admin.stats([name])).get(name) === '0');
  }

  async isLive(): Promise<void> {
    await this.until('Envoy to be live', () => this.admin.isLive());
  }

  private async refusals(scope: string): Promise<number> {
    const name = `${scope}.update_rejected`;
    return Number((await this.ask(() => this.admin.stats([name])))?.get(name) ?? 0);
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await this.ask(isSo))) {
      const how = this.end();
      if (how !== undefined)
        throw new DiscoveryError(`Envoy ended while the gateway waited for ${what} (${how})`);
      if (Date.now() > end) throw new DiscoveryError(`waited ${PATIENCE_MS / 1000} s for ${what}`);
      await sleep(POLL_MS);
    }
  }

  /** Undefined when Envoy cannot be asked, which is normal at its start and at its end. */
  private async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      return await question();
    } catch (error) {
      if (error instanceof AdminError) return undefined;
      throw error;
    }
  }
}
