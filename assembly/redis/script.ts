import { Bytes } from "../text/bytes";
import { CommandWriter, encodeParts } from "./command";

/**
 * A Lua script with one key. It is called by its SHA-1, and sent whole only when a server says it does not know it
 * (NOSCRIPT: a restart, a failover, SCRIPT FLUSH).
 */
export class Script {
  private bySha: Bytes;
  private whole: Bytes;

  /** `parameters`: number of arguments after the key. */
  constructor(source: string, sha1: string, parameters: i32) {
    const parts = 4 + parameters;
    this.bySha = encodeParts(parts, ["EVALSHA", sha1, "1"]);
    this.whole = encodeParts(parts, ["EVAL", source, "1"]);
  }

  /** Begins a call, whose arguments must follow: by its SHA-1 if the server `isKnown` to have the script. */
  begin(out: CommandWriter, isKnown: bool, keyAt: usize, keySize: i32): void {
    out.beginWith(isKnown ? this.bySha : this.whole);
    out.bulk(keyAt, keySize);
  }
}

/** Encodes the arguments of a script call once, to be appended to its begin. */
export function encodeArguments(values: string[]): Bytes {
  return encodeParts(0, values);
}
