import type { LogLevel } from './abi.ts';
import type { Clock } from './clock.ts';
import type { Clusters } from './clusters.ts';
import type { Counters } from './counters.ts';
import type { EventLoop } from './event-loop.ts';
import type { HttpCallouts } from './http-callout.ts';
import type { MetricStore } from './metrics.ts';
import type { LogLine, Recorder } from './recorder.ts';
import type { Redis } from './redis.ts';
import type { SharedData, SharedQueues } from './shared-data.ts';
import type { Strict } from './strict.ts';
import type { Stream } from './stream.ts';

/** Answers a foreign function: bytes, or a WasmResult that is not Ok. */
export type ForeignFunction = (args: Uint8Array, stream: Stream | undefined) => Uint8Array | number;

/** What a trap does: fail the test, or act out the plugin's fail strategy. */
export type TrapPolicy = 'throw' | 'open' | 'closed';

/** What the VMs of one worker share. */
export interface Services {
  readonly clock: Clock;
  readonly clusters: Clusters;
  readonly counters: Counters;
  readonly foreign: Map<string, ForeignFunction>;
  readonly http: HttpCallouts;
  readonly logs: LogLine[];
  readonly loop: EventLoop;
  readonly metrics: MetricStore;
  readonly queues: SharedQueues;
  readonly recorder: Recorder;
  readonly redis: Redis;
  readonly sharedData: SharedData;
  readonly strict: Strict;
  /** Lines below it are counted and dropped. */
  logLevel: LogLevel | 'off';
  /** Nothing is recorded and no argument decoded: for measurements. */
  readonly isCounting: boolean;
  readonly trapPolicy: TrapPolicy;
  readonly environment: Readonly<Record<string, string>>;
  random(bytes: Uint8Array): void;
}
