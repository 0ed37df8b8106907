import { encodeArguments } from "../redis/script";
import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, bytesOf } from "../text/bytes";
import { decimalText } from "../text/decimal-text";
import { writeSha256Hex } from "../text/sha256";
import { RequestValue } from "./value-source";
import { ValueMatcher } from "./value-matcher";

/** Longer values are hashed, or a client could fill Redis with keys of any size. */
const MAX_VALUE_BYTES: i32 = 1024;
const HASH_MARK = bytesOf("sha256:");

/** `requests` pass per `windowSeconds`, counted from the first one. */
export class Limit {
  readonly encodedArguments: Bytes;

  constructor(
    readonly requests: i64,
    readonly windowSeconds: i64,
  ) {
    this.encodedArguments = encodeArguments([decimalText(requests), decimalText(windowSeconds)]);
  }
}

/** A family of counters in Redis: one for each value that the matcher lets in. */
export class Counter {
  private prefix: Bytes;

  /** A counter's key is `keyPrefix` and the value. */
  constructor(
    readonly matcher: ValueMatcher,
    readonly limit: Limit,
    keyPrefix: string,
  ) {
    this.prefix = bytesOf(keyPrefix);
  }

  writeKey(value: RequestValue, out: ByteBuffer): void {
    out.bytes(this.prefix);
    if (value.text.size <= MAX_VALUE_BYTES) {
      out.raw(value.text.at, value.text.size);
    } else {
      out.bytes(HASH_MARK);
      writeSha256Hex(value.text.at, value.text.size, out);
    }
  }
}
