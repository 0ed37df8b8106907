/** One call between the host and a plugin, in either direction, as tracer.wat wrote it down. */
export interface CallRecord {
  name: string;
  /** What a hostcall is about: a header's name, a property's path, a cluster. */
  about: string;
  /** Id of the plugin's root or stream. */
  context: number;
  /** Nanoseconds of the system's clock. */
  beginNs: bigint;
  endNs: bigint;
  result: number;
  /** Of a callout, at the call and at its callback; of any other callback its second parameter. */
  token: number;
}

const MORE = 'trace+';
const LAST = 'trace=';
const HEAD_BYTES = 32;

export function isTraceLine(message: string): boolean {
  return message.startsWith(MORE) || message.startsWith(LAST);
}

/** Puts lines of several threads together; answers the records of a callback with its last line. */
export class RecordReader {
  readonly #begun = new Map<string, string>();

  read(thread: string, line: string): CallRecord[] {
    const digits = (this.#begun.get(thread) ?? '') + line.slice(LAST.length);
    if (line.startsWith(MORE)) {
      this.#begun.set(thread, digits);
      return [];
    }
    this.#begun.delete(thread);
    return decodeRecords(Buffer.from(digits, 'hex'));
  }
}

function decodeRecords(bytes: Buffer): CallRecord[] {
  const records: CallRecord[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const size = bytes.readUInt32LE(at);
    if (size <= HEAD_BYTES) break;
    const record = bytes.subarray(at, at + size);
    const nameEnd = record.indexOf(0, HEAD_BYTES);
    records.push({
      name: record.toString('latin1', HEAD_BYTES, nameEnd),
      about: record.toString('utf8', nameEnd + 1).replaceAll('\0', '.'),
      context: record.readUInt32LE(4),
      beginNs: record.readBigUInt64LE(8),
      endNs: record.readBigUInt64LE(16),
      result: record.readInt32LE(24),
      token: record.readUInt32LE(28),
    });
    at += size;
  }
  return records;
}
