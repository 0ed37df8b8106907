import { currentTimeMs } from "../host/clock";
import { LogLevelValues, WasmResultValues } from "../host/enums";
import { log } from "../host/log";
import { lastRedisToken, redisCall, redisInit } from "../host/redis";
import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, bytesOf } from "../text/bytes";
import { Health, healthText } from "./health";
import { Reply } from "./reply";
import { RedisSettings } from "./settings";

/** Each re-init closes the connections of every plugin of the worker, so it must not follow every NOAUTH reply. */
const REINIT_INTERVAL_MS: u64 = 1000;
/** Lines about changes of state that a minute may bring. */
const LINES: i32 = 20;
const LINES_INTERVAL_MS: u64 = 60_000;
/** Of a reply, in the log. */
const MAX_DETAIL_BYTES: i32 = 200;

/** One Redis of the gateway, as one configuration sees it. */
export class Endpoint {
  private cluster: Bytes;
  private clusterWithParameters: Bytes;
  private username: Bytes;
  private password: Bytes;
  private isInstalled: bool = false;
  /** Number of the last `install`, to tell calls made before it from those after. */
  installations: u32 = 0;
  private lastHealMs: u64 = 0;
  private linesLeft: i32 = LINES;
  private refilledMs: u64 = 0;
  private health: Health = Health.Unknown;

  constructor(private settings: RedisSettings) {
    this.cluster = bytesOf(settings.cluster);
    this.clusterWithParameters = bytesOf(settings.clusterWithParameters);
    this.username = bytesOf(settings.username);
    this.password = bytesOf(settings.password);
  }

  /**
   * Hands the settings to the gateway. Its clusters may arrive after our configuration, so failing here is no error:
   * the next call tries again.
   */
  install(): void {
    const result = redisInit(
      this.clusterWithParameters,
      this.username,
      this.password,
      this.settings.timeoutMs,
    );
    this.installations += 1;
    this.isInstalled = result == WasmResultValues.Ok;
    if (!this.isInstalled) this.observe(Health.UnknownCluster);
  }

  /** Sends one command; its token, or 0 if the gateway has nowhere to send it. */
  call(command: ByteBuffer): u32 {
    if (!this.isInstalled) this.install();
    if (!this.isInstalled) return 0;
    const result = redisCall(this.cluster, command.at, command.size);
    if (result == WasmResultValues.Ok) return lastRedisToken();
    this.isInstalled = result != WasmResultValues.BadArgument;
    this.observe(this.isInstalled ? Health.NoHost : Health.UnknownCluster);
    return 0;
  }

  /**
   * A client that the gateway made anew (its cluster was updated) has lost our credentials: install them again, unless
   * that has happened since the call was made, at installation number `madeAt`. False if it was tried a moment ago, so
   * the credentials themselves must be wrong.
   */
  heal(madeAt: u32): bool {
    if (madeAt != this.installations) return this.isInstalled;
    const now = currentTimeMs();
    if (now - this.lastHealMs < REINIT_INTERVAL_MS) return false;
    this.lastHealMs = now;
    this.install();
    return this.isInstalled;
  }

  /** Takes note of how a call ended; `reply` is what the log shows of it. Each change of state is one line. */
  observe(health: Health, reply: Reply | null = null): void {
    if (health == this.health) return;
    const isFirstAnswer = health == Health.Up && this.health == Health.Unknown;
    this.health = health;
    if (isFirstAnswer || !this.mayLog()) return;
    const level = health == Health.Up ? LogLevelValues.info : LogLevelValues.warn;
    const detail = reply === null ? "" : reply.preview(MAX_DETAIL_BYTES);
    log(level, `redis ${this.settings.cluster}: ${healthText(health, this.settings.timeoutMs, detail)}`);
  }

  /** Two servers behind one name, one of them a replica, change the state with every request: not every line counts. */
  private mayLog(): bool {
    if (this.linesLeft == 0) {
      const now = currentTimeMs();
      if (now - this.refilledMs < LINES_INTERVAL_MS) return false;
      this.refilledMs = now;
      this.linesLeft = LINES;
    }
    this.linesLeft -= 1;
    return true;
  }
}
