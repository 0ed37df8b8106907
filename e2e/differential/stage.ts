import type { Resource } from '../resources/resource.ts';
import type { SiteRedis } from '../gateways/site.ts';
import type { Answer } from './answer.ts';
import type { Ask } from './scenario.ts';

/** Something that runs the plugin, with a Redis of its own behind it. */
export interface Stage {
  readonly name: string;
  readonly redis: SiteRedis;
  /** Brings `plugin` into force in place of the one before; false if the plugin refuses its configuration. */
  configure(plugin: Resource): Promise<boolean>;
  /** Sends all requests before it waits for the first answer. */
  sendAtOnce(asks: readonly Ask[]): Promise<Answer[]>;
  /** Warnings and errors of the plugin since `configure`, each once; may wait until `expected` have been said. */
  said(expected: readonly string[]): Promise<string[]>;
  stop(): Promise<void>;
}
