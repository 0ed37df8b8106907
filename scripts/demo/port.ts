/** The port that `--port` asks for; 0 is any free one. @throws {RangeError} with what to write */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new RangeError(`--port ${text} is no port; write a number from 0 (any free one) to 65535`);
  }
  return port;
}
