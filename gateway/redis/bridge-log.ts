/** How grave a message is. */
export type Severity = 'debug' | 'warn';
export type WriteLog = (severity: Severity, message: string) => void;

/** Messages about Redis, each with the cluster it is about in front. */
export class BridgeLog {
  private readonly write: WriteLog | undefined;
  private readonly isVerbose: boolean;
  private readonly said = new Set<string>();

  /** What is less grave than `threshold` is not written. */
  constructor(write?: WriteLog, threshold: Severity = 'debug') {
    this.write = write;
    this.isVerbose = write !== undefined && threshold === 'debug';
  }

  /** For each call of a plugin: `message` is made only for someone who reads it. */
  debug(cluster: string, message: () => string): void {
    if (this.isVerbose) this.write?.('debug', `redis ${cluster}: ${message()}`);
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
