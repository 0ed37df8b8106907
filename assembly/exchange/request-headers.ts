import { HeaderMapTypeValues, WasmResultValues } from "../host/enums";
import { getHeader, getHeaderPairs } from "../host/headers";
import { PairsReader } from "../host/pairs";
import { lowerAscii } from "../text/ascii";
import { Bytes, bytesOf, equalsBytes } from "../text/bytes";
import { Span } from "../text/span";

/** One header that a plan reads; the value is valid until the export that read it returns. */
class HeaderSlot {
  /** The turn in which it was read; in any other turn the rest is stale. */
  turn: u32 = 0;
  isPresent: bool = false;
  at: usize = 0;
  size: i32 = 0;

  constructor(readonly name: Bytes) {}
}

const value = new Span();
const pairs = new PairsReader();

/** The request headers that the sections of a plan look at, each fetched from the host at most once per request. */
export class RequestHeaders {
  private names: string[] = [];
  private slots: HeaderSlot[] = [];
  private turn: u32 = 0;

  /** Number of the slot for `name`; at configuration time. */
  slotOf(name: string): i32 {
    const lower = lowerAscii(name);
    const index = this.names.indexOf(lower);
    if (index >= 0) return index;
    this.names.push(lower);
    this.slots.push(new HeaderSlot(bytesOf(lower)));
    return this.names.length - 1;
  }

  /** Forgets the last request. */
  begin(): void {
    this.turn += 1;
  }

  /** First value of the header in `slot`; false if the request has none. */
  read(slot: i32, out: Span): bool {
    const header = unchecked(this.slots[slot]);
    if (header.turn != this.turn) {
      header.turn = this.turn;
      header.isPresent =
        getHeader(HeaderMapTypeValues.RequestHeaders, header.name, value) == WasmResultValues.Ok;
      if (header.isPresent) {
        header.at = value.at;
        header.size = value.size;
      }
    }
    out.set(header.at, header.size);
    return header.isPresent;
  }

  /** Starts over all headers for `nextOf`: `read` knows the first value only, and a client may send several. */
  openAll(): void {
    if (getHeaderPairs(HeaderMapTypeValues.RequestHeaders, value) != WasmResultValues.Ok) value.set(0, 0);
    pairs.open(value.at, value.size);
  }

  /** The next value of the header in `slot`; false at the end. */
  nextOf(slot: i32, out: Span): bool {
    const name = unchecked(this.slots[slot]).name;
    while (pairs.next()) {
      if (!equalsBytes(pairs.name.at, pairs.name.size, name)) continue;
      out.set(pairs.value.at, pairs.value.size);
      return true;
    }
    return false;
  }
}
