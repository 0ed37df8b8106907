import type { AnyResource } from '../resources/resource.ts';
import type { Site } from './site.ts';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export type GatewayOptions = {
  resources: readonly AnyResource[];
  /** Worker threads of the gateway; default 1. */
  workers?: number;
  logLevel?: LogLevel;
  /** False: `start` resolves as soon as requests are served, though something in the resources may be refused. */
  mustBeReady?: boolean;
};

/** Why the gateway does not serve what the resources say. */
export type Reason = { kind: string; name: string; message: string };

export type Readiness = { isReady: boolean; reasons: Reason[] };

/** A gateway that serves. The suites are written against this and nothing else. */
export interface StartedGateway {
  readonly url: string;
  /** What Envoy and its plugins measure, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** What Envoy was told, as its administration shows it. */
  configDump(): Promise<string>;
  /** Resolves when the resources are in force, or refused: ask `readiness()`. */
  apply(...resources: AnyResource[]): Promise<void>;
  /** Resolves when the resources no longer count. */
  remove(...resources: AnyResource[]): Promise<void>;
  readiness(): Promise<Readiness>;
  waitReady(): Promise<void>;
  /** Everything the gateway and its plugins said, oldest first. */
  logs(): readonly string[];
  /** Resolves when `logs()` has all that was said before the call, which comes by another way than answers do. */
  drainLogs(): Promise<void>;
  stop(): Promise<StoppedGateway>;
}

export interface StoppedGateway {
  logs(): readonly string[];
  /** How the process ended, e.g. `exit code 0`. */
  readonly end: string;
}

/**
 * What not every gateway can do: to tell why it refuses resources, to take a change over within a second, and to end
 * in order when it is asked to.
 */
export type Capability = 'reasons' | 'prompt changes' | 'clean end';

/** A way to run a gateway, and what the same thing is called from inside it. */
export interface GatewayKind {
  readonly name: string;
  /** What it can't do, and why: tests that need it are skipped with these words. */
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  /** Brings about what the suites need, once for all of them and where it can be seen. */
  prepare(): Promise<Preparation>;
  openSite(): Promise<Site>;
  /** `spec.url` of a module that lies in `file`. */
  moduleUrl(file: string): string;
}

/** What the suites find: variables of their environment, or why they can't run at all. */
export type Preparation = {
  env: Record<string, string>;
  absence?: string;
  /** Ends what was started for all suites. */
  end(): Promise<void>;
};
