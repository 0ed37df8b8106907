import { Bytes, bytesOf, equalsBytes, indexOfByte } from "../text/bytes";
import { Span } from "../text/span";

const BAR: u8 = 0x7c;

/** The two parts of a cluster name `outbound|PORT|SUBSET|HOST` that rules speak of. */
@unmanaged
export class ClusterName {
  readonly port: Span = new Span();
  readonly host: Span = new Span();

  /** False for a name of any other form; then no service matches. */
  parse(at: usize, size: i32): bool {
    const end = at + size;
    let start = at;
    let part = 0;
    for (; part < 3; part++) {
      const length = indexOfByte(start, <i32>(end - start), BAR);
      if (length < 0) return false;
      if (part == 1) this.port.set(start, length);
      start += length + 1;
    }
    this.host.set(start, <i32>(end - start));
    return indexOfByte(this.host.at, this.host.size, BAR) < 0;
  }
}

/** A service of a rule: `host` or `host:port`. */
export class ServiceName {
  private whole: Bytes;
  private host: Bytes;
  private port: Bytes;
  private hasPort: bool;

  constructor(name: string) {
    const colon = name.lastIndexOf(":");
    this.whole = bytesOf(name);
    this.hasPort = colon >= 0;
    this.host = bytesOf(colon >= 0 ? name.substring(0, colon) : name);
    this.port = bytesOf(colon >= 0 ? name.substring(colon + 1) : "");
  }

  matches(cluster: ClusterName): bool {
    if (equalsBytes(cluster.host.at, cluster.host.size, this.whole)) return true;
    return (
      this.hasPort &&
      equalsBytes(cluster.host.at, cluster.host.size, this.host) &&
      equalsBytes(cluster.port.at, cluster.port.size, this.port)
    );
  }
}
