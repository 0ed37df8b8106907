import { Bytes, bytesOf, endsWithBytes, equalsBytes, startsWithBytes } from "../text/bytes";

enum Shape {
  Exact,
  Prefix,
  Suffix,
}

/** A domain of a rule: exact, `*rest` (any host that ends so) or `start*`. Case counts, as in the gateway's own plugins. */
export class HostPattern {
  private shape: Shape;
  private text: Bytes;

  constructor(pattern: string) {
    if (pattern.startsWith("*")) {
      this.shape = Shape.Suffix;
      this.text = bytesOf(pattern.substring(1));
    } else if (pattern.endsWith("*")) {
      this.shape = Shape.Prefix;
      this.text = bytesOf(pattern.substring(0, pattern.length - 1));
    } else {
      this.shape = Shape.Exact;
      this.text = bytesOf(pattern);
    }
  }

  /** `host` without its port. */
  matches(at: usize, size: i32): bool {
    if (this.shape == Shape.Suffix) return endsWithBytes(at, size, this.text);
    if (this.shape == Shape.Prefix) return startsWithBytes(at, size, this.text);
    return equalsBytes(at, size, this.text);
  }
}
