export type LogLevel = 'debug' | 'info' | 'warn';
export type WriteLog = (level: LogLevel, message: string) => void;

/** Messages about Redis, each with the cluster it is about in front. */
export class BridgeLog {
  private readonly write: WriteLog | undefined;
  private readonly said = new Set<string>();

  constructor(write?: WriteLog) {
    this.write = write;
  }

  debug(cluster: string, message: () => string): void {
    if (this.write !== undefined) this.write('debug', `redis ${cluster}: ${message()}`);
  }

  warn(cluster: string, message: string): void {
    this.write?.('warn', `redis ${cluster}: ${message}`);
  }

  /** A mistake that every request repeats is told once. */
  warnOnce(cluster: string, message: string): void {
    const key = `${cluster}\0${message}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.warn(cluster, message);
  }
}
