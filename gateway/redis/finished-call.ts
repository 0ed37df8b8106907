/** A command that a plugin sent, with what became of it. Neither holds more of the data than the first key. */
export interface FinishedCall {
  cluster: string;
  /** Name and first key. */
  command: string;
  reply: string;
  /** Milliseconds since 1970, with fractions. */
  beginMs: number;
  endMs: number;
}

const LONGEST_ERROR = 80;

/** What kind of reply it is, and how much; never its content, but for numbers and errors. */
export function showReply(reply: Buffer | undefined): string {
  if (reply === undefined) return 'failed';
  const end = reply.indexOf('\r\n');
  const line = reply.toString('latin1', 1, end < 0 ? reply.length : end);
  switch (String.fromCharCode(reply[0] ?? 0)) {
    case '+':
      return `status ${line}`;
    case '-':
      return `error ${line.slice(0, LONGEST_ERROR)}`;
    case ':':
      return `integer ${line}`;
    case '$':
      return line === '-1' ? 'nil' : `string of ${line} bytes`;
    case '*':
      return line === '-1' ? 'nil' : `array of ${line}`;
    default:
      return 'unknown reply';
  }
}
