import { Fault } from "../redis/fault";
import { ByteBuffer } from "../text/byte-buffer";
import { Phase } from "./outcome";

/** The sections of a configuration, in the order in which they speak. */
export enum SectionKind {
  Limiter,
}

const SECTION_KINDS: usize = 1;
const STATE_BYTES: usize = 64;
/** Calls under way of one section, `i32`. */
const CALLS_BYTES: usize = 4;
const RECORD_BYTES: usize = offsetof<Exchange>() + SECTION_KINDS * (STATE_BYTES + CALLS_BYTES);

/**
 * One HTTP stream. Pooled and outside the garbage collector: it owns the few bytes that must outlive an export, because
 * what the host hands over dies with the export. Behind its own fields lie `STATE_BYTES` for each section, then
 * `CALLS_BYTES` for each.
 */
@unmanaged
export class Exchange {
  /** Stream context id. */
  id: u32 = 0;
  /** Address of the root configuration it belongs to; opaque to sections. */
  root: usize = 0;
  /** Address of the `Caller` that hears its calls. */
  caller: usize = 0;
  /** Address of the plan that applies to it, 0 while none does; kept alive by its root. */
  plan: usize = 0;
  phase: Phase = Phase.Request;
  /** Number of the phase, unlike that of any other phase of any other stream. */
  turn: u32 = 0;
  /** Calls of this turn, of all sections that still take part, whose reply is still to come. */
  pendingCalls: i32 = 0;
  /** The host holds the stream for us: only then may it be continued. */
  isHeld: bool = false;
  /** Why the last call of this exchange that failed did so. */
  fault: Fault = Fault.None;
  /** A local reply was sent; nothing continues after it, and it passes our own response callbacks. */
  isAnswered: bool = false;
  /** One bit per section that its failure policy took out of this exchange. */
  private bypassed: u32 = 0;
  /** Bytes that a section keeps over an export, such as a Redis key. Survives in the pool with its memory. */
  text: ByteBuffer = changetype<ByteBuffer>(0);

  /** Enters `phase`. Replies to earlier calls belong to nobody from now on. */
  beginTurn(phase: Phase): void {
    lastTurn += 1;
    this.turn = lastTurn;
    this.phase = phase;
    this.pendingCalls = 0;
    memory.fill(this.callsOf(0), 0, SECTION_KINDS * CALLS_BYTES);
    this.isHeld = false;
  }

  callSent(kind: SectionKind): void {
    this.pendingCalls += 1;
    store<i32>(this.callsOf(kind), load<i32>(this.callsOf(kind)) + 1);
  }

  callEnded(kind: SectionKind): void {
    this.pendingCalls -= 1;
    store<i32>(this.callsOf(kind), load<i32>(this.callsOf(kind)) - 1);
  }

  isWaitingFor(kind: SectionKind): bool {
    return load<i32>(this.callsOf(kind)) > 0;
  }

  /** The section has no use for the calls it still has under way: nobody waits for them any more. */
  forgetCalls(kind: SectionKind): void {
    this.pendingCalls -= load<i32>(this.callsOf(kind));
    store<i32>(this.callsOf(kind), 0);
  }

  /** Takes the section out of this exchange. */
  bypass(kind: SectionKind): void {
    this.bypassed |= 1 << kind;
  }

  // @ts-ignore: decorator
  @inline
  isBypassed(kind: SectionKind): bool {
    return (this.bypassed & (1 << kind)) != 0;
  }

  /** The section's own bytes, zeroed when the stream begins; lay an unmanaged class of at most `STATE_BYTES` over them. */
  // @ts-ignore: decorator
  @inline
  stateOf(kind: SectionKind): usize {
    return changetype<usize>(this) + offsetof<Exchange>() + <usize>kind * STATE_BYTES;
  }

  // @ts-ignore: decorator
  @inline
  private callsOf(kind: SectionKind): usize {
    return this.stateOf(<i32>SECTION_KINDS) + <usize>kind * CALLS_BYTES;
  }
}

let lastTurn: u32 = 0;
let free: usize = 0;

/** A blank exchange for stream `id`, whose calls `caller` hears. */
export function acquireExchange(id: u32, root: usize, caller: usize): Exchange {
  let record = free;
  let text: ByteBuffer;
  if (record == 0) {
    record = heap.alloc(RECORD_BYTES);
    text = new ByteBuffer();
  } else {
    free = load<usize>(record);
    text = changetype<Exchange>(record).text;
    text.clear();
  }
  memory.fill(record, 0, RECORD_BYTES);
  const exchange = changetype<Exchange>(record);
  exchange.id = id;
  exchange.root = root;
  exchange.caller = caller;
  exchange.text = text;
  return exchange;
}

/** Takes the record back; its first word becomes the link to the next free one. */
export function releaseExchange(exchange: Exchange): void {
  store<usize>(changetype<usize>(exchange), free);
  free = changetype<usize>(exchange);
}
