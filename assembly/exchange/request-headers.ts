import { HeaderMapTypeValues, WasmResultValues } from "../host/enums";
import { getHeader } from "../host/headers";
import { lowerAscii } from "../text/ascii";
import { Bytes, bytesOf } from "../text/bytes";
import { Span } from "../text/span";

enum Slot {
  Unread,
  Present,
  Absent,
}

/** One header that a plan reads; the value is valid until the export that read it returns. */
@unmanaged
class HeaderSlot {
  /** The turn in which it was read; in any other turn the rest is stale. */
  turn: u32 = 0;
  state: Slot = Slot.Unread;
  readonly value: Span = new Span();
}

/** The request headers that the sections of a plan look at, each fetched from the host at most once per request. */
export class RequestHeaders {
  private names: string[] = [];
  private keys: Bytes[] = [];
  private slots: HeaderSlot[] = [];
  private turn: u32 = 0;

  /** Number of the slot for `name`; at configuration time. */
  slotOf(name: string): i32 {
    const lower = lowerAscii(name);
    const index = this.names.indexOf(lower);
    if (index >= 0) return index;
    this.names.push(lower);
    this.keys.push(bytesOf(lower));
    this.slots.push(new HeaderSlot());
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
      const result = getHeader(HeaderMapTypeValues.RequestHeaders, unchecked(this.keys[slot]), header.value);
      header.state = result == WasmResultValues.Ok ? Slot.Present : Slot.Absent;
    }
    if (header.state == Slot.Absent) return false;
    out.set(header.value.at, header.value.size);
    return true;
  }
}
