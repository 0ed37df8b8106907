import { RequestHeaders } from "../exchange/request-headers";
import { WasmResultValues } from "../host/enums";
import { getProperty } from "../host/properties";
import { findCookie } from "../http/cookies";
import { leftMost } from "../http/forwarded";
import { findParameter } from "../http/query";
import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, bytesOf } from "../text/bytes";
import { IP_SIZE } from "../text/ip/address";
import { formatIp } from "../text/ip/format";
import { parseIp } from "../text/ip/parse";
import { splitPeer } from "../text/ip/peer";
import { Span } from "../text/span";

const SOURCE_ADDRESS = bytesOf("source\0address");

// Shared by all configurations, which come and go: what lies outside the garbage collector must not belong to one.
const decoded = new ByteBuffer();
const canonical = new ByteBuffer();

/** What a request is counted by; valid until the export that read it returns. */
@unmanaged
export class RequestValue {
  readonly text: Span = new Span();
  /** 16 bytes, set by sources of addresses only. */
  readonly address: usize = heap.alloc(IP_SIZE);
}

/** Where the value comes from. */
export abstract class ValueSource {
  /** False if the request has no such value; then the rule does not apply. */
  abstract read(out: RequestValue): bool;
}

/** The same empty value for every request: one counter for all. */
export class NoValue extends ValueSource {
  read(out: RequestValue): bool {
    out.text.set(0, 0);
    return true;
  }
}

/** A value that is found in, or made of, one request header. */
abstract class HeaderBacked extends ValueSource {
  protected slot: i32;

  constructor(
    protected headers: RequestHeaders,
    header: string,
  ) {
    super();
    this.slot = headers.slotOf(header);
  }
}

export class HeaderValue extends HeaderBacked {
  read(out: RequestValue): bool {
    return this.headers.read(this.slot, out.text);
  }
}

export class ParameterValue extends HeaderBacked {
  private name: Bytes;

  constructor(headers: RequestHeaders, name: string) {
    super(headers, ":path");
    this.name = bytesOf(name);
  }

  read(out: RequestValue): bool {
    if (!this.headers.read(this.slot, out.text)) return false;
    if (!findParameter(out.text.at, out.text.size, this.name, decoded)) return false;
    out.text.set(decoded.at, decoded.size);
    return true;
  }
}

export class CookieValue extends HeaderBacked {
  private name: Bytes;

  constructor(headers: RequestHeaders, name: string) {
    super(headers, "cookie");
    this.name = bytesOf(name);
  }

  read(out: RequestValue): bool {
    if (!this.headers.read(this.slot, out.text)) return false;
    if (findCookie(out.text.at, out.text.size, this.name, out.text)) return true;
    // RFC 6265 section 5.4 asks for one header, but origins join several, so a second one must count too.
    this.headers.openAll();
    while (this.headers.nextOf(this.slot, out.text)) {
      if (findCookie(out.text.at, out.text.size, this.name, out.text)) return true;
    }
    return false;
  }
}

/** The left-most address of a header such as `X-Forwarded-For`. */
export class ForwardedAddress extends HeaderBacked {
  read(out: RequestValue): bool {
    if (!this.headers.read(this.slot, out.text)) return false;
    leftMost(out.text.at, out.text.size, out.text);
    return readAddress(out);
  }
}

/** The peer's address, as the gateway sees it. */
export class PeerAddress extends ValueSource {
  read(out: RequestValue): bool {
    return getProperty(SOURCE_ADDRESS, out.text) == WasmResultValues.Ok && readAddress(out);
  }
}

/** Replaces `ip` or `ip:port` by the canonical text of the address, so that one client has one counter. */
function readAddress(out: RequestValue): bool {
  splitPeer(out.text.at, out.text.size, out.text);
  if (!parseIp(out.text.at, out.text.size, out.address)) return false;
  canonical.clear();
  formatIp(out.address, canonical);
  out.text.set(canonical.at, canonical.size);
  return true;
}
