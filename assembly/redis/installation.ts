import { currentTimeMs } from "../host/clock";
import { WasmResultValues } from "../host/enums";
import { redisInit } from "../host/redis";
import { Bytes, bytesOf } from "../text/bytes";
import { count, Metric } from "./metrics";
import { RedisSettings } from "./settings";

/** Each one may close the connections of every plugin of the worker, so it must not follow every NOAUTH reply. */
const HEAL_INTERVAL_MS: u64 = 1000;

/** How the gateway's own client of a cluster is set up with our credentials and parameters. */
export class Installation {
  /** Name of the cluster, for calls. */
  readonly cluster: Bytes;
  private clusterWithParameters: Bytes;
  private username: Bytes;
  private password: Bytes;
  private timeoutMs: u32;
  private isDone: bool = false;
  /** Counts the attempts, to tell calls made before one from those after. */
  number: u32 = 0;
  private lastHealMs: u64 = 0;

  constructor(settings: RedisSettings) {
    this.cluster = bytesOf(settings.cluster);
    this.clusterWithParameters = bytesOf(settings.clusterWithParameters);
    this.username = bytesOf(settings.username);
    this.password = bytesOf(settings.password);
    this.timeoutMs = settings.timeoutMs;
  }

  /**
   * True if the gateway knows the cluster, as far as we know. Clusters may arrive after our configuration, so
   * failing is no error: the next call tries again.
   */
  ensure(): bool {
    return this.isDone || this.install();
  }

  /** False: the gateway does not know the cluster. */
  install(): bool {
    const result = redisInit(this.clusterWithParameters, this.username, this.password, this.timeoutMs);
    this.number += 1;
    this.isDone = result == WasmResultValues.Ok;
    count(Metric.Installations);
    return this.isDone;
  }

  private get hasNoCredentials(): bool {
    return this.username.byteLength == 0 && this.password.byteLength == 0;
  }

  /** The cluster was gone when a call was made. */
  lose(): void {
    this.isDone = false;
  }

  /**
   * A client that the gateway made anew (its cluster was updated) has lost our credentials: install them again, unless
   * that has happened since the call was made, at number `madeAt`. False if it was tried a moment ago, so the
   * credentials themselves must be wrong, and where there are none, since then nothing was lost.
   */
  heal(madeAt: u32): bool {
    if (this.hasNoCredentials) return false;
    if (madeAt != this.number) return this.isDone;
    const now = currentTimeMs();
    if (now - this.lastHealMs < HEAL_INTERVAL_MS) return false;
    this.lastHealMs = now;
    return this.install();
  }
}
