import { currentTimeMs } from "../host/clock";
import { LogLevelValues, WasmResultValues } from "../host/enums";
import { log } from "../host/log";
import { lastRedisToken, redisCall, redisInit } from "../host/redis";
import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, bytesOf, textOf } from "../text/bytes";
import { Health, healthText } from "./health";
import { Reply } from "./reply";
import { RedisSettings } from "./settings";

/** Each re-init closes the connections of every plugin of the worker, so it must not follow every NOAUTH reply. */
const REINIT_INTERVAL_MS: u64 = 1000;
/** Of an error reply, in the log. */
const MAX_DETAIL_BYTES: i32 = 200;

/** One Redis of the gateway, as one configuration sees it. */
export class Endpoint {
  private cluster: Bytes;
  private clusterWithParameters: Bytes;
  private username: Bytes;
  private password: Bytes;
  private isInstalled: bool = false;
  private lastHealMs: u64 = 0;
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
   * A client that the gateway made anew (its cluster was updated) has lost our credentials: install them again. False
   * if that was tried a moment ago, so the credentials themselves must be wrong.
   */
  heal(): bool {
    const now = currentTimeMs();
    if (now - this.lastHealMs < REINIT_INTERVAL_MS) return false;
    this.lastHealMs = now;
    this.install();
    return this.isInstalled;
  }

  /** Takes note of an error reply. */
  observeError(health: Health, reply: Reply): void {
    if (health != this.health) this.observe(health, textOf(reply.at, min(reply.size, MAX_DETAIL_BYTES)));
  }

  /** Takes note of a reply that the command can't have. */
  observeUnexpected(reply: Reply): void {
    if (this.health != Health.UnexpectedReply)
      this.observe(Health.UnexpectedReply, reply.preview(MAX_DETAIL_BYTES));
  }

  /** Takes note of how a call ended; each change of state is one line in the log. */
  observe(health: Health, detail: string = ""): void {
    if (health == this.health) return;
    const isFirstAnswer = health == Health.Up && this.health == Health.Unknown;
    this.health = health;
    if (isFirstAnswer) return;
    const level = health == Health.Up ? LogLevelValues.info : LogLevelValues.warn;
    log(level, `redis ${this.settings.cluster}: ${healthText(health, this.settings.timeoutMs, detail)}`);
  }
}
