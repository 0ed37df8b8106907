import { decimalText } from "../text/decimal-text";
import { BreakerSettings } from "./breaker";

/** How to reach one Redis; the meaning and the defaults are those of the official plugins where they have the field. */
export class RedisSettings {
  /** As the gateway's registry knows it: `redis.dns`, `redis.static`, `redis.ns.svc.cluster.local`. */
  serviceName: string = "";
  /** As the gateway knows it, too: 80 for every service of type static. */
  servicePort: i32 = 0;
  /** Both empty: no AUTH is sent. Wrong ones show in the replies only, as `Fault.NoAuth` or `Fault.WrongPassword`. */
  username: string = "";
  password: string = "";
  database: i32 = 0;
  /** After so long without any reply the gateway closes the connection, and every call on it fails. */
  timeoutMs: i32 = 1000;
  /**
   * After so long a call ends for its caller, while the connection lives on. 0: half as long again as `timeoutMs`. The
   * gateway's timeout comes first then, but it begins with a connection, and one that can't be made would hold a call
   * for 10 s.
   */
  deadlineMs: i32 = 0;
  /** How long the gateway may hold a command back to send it with others; 0 writes at once. */
  flushTimeoutMs: i32 = 0;
  /** Commands are written at once when this many bytes wait. */
  flushBytes: i32 = 0;
  /** Calls of one worker that may wait for a reply; further ones are refused. */
  maxInFlight: i32 = 1024;
  readonly breaker: BreakerSettings = new BreakerSettings();

  /** How long a caller waits. */
  get patienceMs(): u32 {
    return this.deadlineMs == 0 ? this.timeoutMs + this.timeoutMs / 2 : this.deadlineMs;
  }

  /** Name of the gateway's cluster. */
  get cluster(): string {
    return "outbound|" + decimalText(this.servicePort) + "||" + this.serviceName;
  }

  /**
   * The cluster with the parameters of its client. Gateways before 2.1.9 ignore the flush parameters; the database is
   * named only when it is not the default one, as the official plugins do, so that both share one client.
   */
  get clusterWithParameters(): string {
    let text = this.cluster + "?";
    if (this.database != 0) text += "db=" + decimalText(this.database) + "&";
    text += "buffer_flush_timeout=" + decimalText(this.flushTimeoutMs);
    return text + "&max_buffer_size_before_flush=" + decimalText(this.flushBytes);
  }

  /** Which Redis it is, however it is reached. */
  get place(): string {
    return this.cluster + "/" + decimalText(this.database);
  }

  /** Equal for settings that can share one client. */
  get identity(): string {
    const parts = [
      this.clusterWithParameters,
      this.username,
      this.password,
      decimalText(this.timeoutMs),
      decimalText(this.deadlineMs),
      decimalText(this.maxInFlight),
      this.breaker.identity,
    ];
    return parts.join("\n");
  }
}
