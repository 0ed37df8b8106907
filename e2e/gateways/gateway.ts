import type { AnyResource } from '../resources/resource.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

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
  readonly adminUrl: string;
  /** Resolves when the resources are in force, or refused: ask `readiness()`. */
  apply(...resources: AnyResource[]): Promise<void>;
  /** Resolves when the resources no longer count. */
  remove(...resources: AnyResource[]): Promise<void>;
  readiness(): Promise<Readiness>;
  waitReady(): Promise<void>;
  /** Everything the gateway and its plugins said, oldest first. */
  logs(): readonly string[];
  stop(): Promise<StoppedGateway>;
}

export interface StoppedGateway {
  logs(): readonly string[];
  /** How the process ended, e.g. `exit code 0`. */
  readonly end: string;
}

/** A way to run a gateway, and what the same thing is called from inside it. */
export interface GatewayKind {
  readonly name: string;
  /** Why there is none of this kind here; undefined if there is. */
  unavailable(): Promise<string | undefined>;
  start(options: GatewayOptions): Promise<StartedGateway>;
  /** `ip:port` by which the gateway reaches a server on this machine's loopback. */
  addressOf(port: number): string;
  /** `spec.url` of a module that lies in `file`. */
  moduleUrl(file: string): string;
}
