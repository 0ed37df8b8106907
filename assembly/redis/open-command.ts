import { ByteBuffer, digitsOf } from "../text/byte-buffer";
import { narrowAscii } from "../text/utf16";
import { MAX_COMMAND_BYTES, putArgument } from "./argument";
import { CommandWriter } from "./command";

/**
 * One encoded command, in a buffer that all typed commands share: it is valid until the next one is begun, so send it
 * first. `size` 0 means that there is nothing to send: a list that must not be empty was, pairs were odd, or the command
 * would pass 128 MiB. Whoever sends must refuse it, for an empty query stalls the connection.
 */
export type Command = ByteBuffer;

/** `*1\r\n`: room for the head, which is known only at the end; more digits are rare and push the rest back. */
const HEAD_BYTES: i32 = 4;
const SPACE: u32 = 0x20;

/** For editors: what has elements, an `Array` or a `StaticArray`. The compiler takes the type itself. */
export interface List {
  readonly length: i32;
  [key: number]: unknown;
}

/**
 * A command whose parts are counted while they are appended, so that it cannot be sent short of one. Parts may be of any
 * type that `putArgument` takes.
 */
@unmanaged
export class OpenCommand extends CommandWriter {
  private parts: i32 = 0;
  private isRefused: bool = false;

  /** Starts without a name. */
  reset(): OpenCommand {
    this.out.clear();
    this.out.reserve(HEAD_BYTES);
    this.out.size = HEAD_BYTES;
    this.parts = 0;
    this.isRefused = false;
    return this;
  }

  /** Starts with `name`, ASCII; the words of a name of several, as `SCRIPT LOAD`, are parts of their own. */
  open(name: string): OpenCommand {
    this.reset();
    const at = changetype<usize>(name);
    const length = name.length;
    let from = 0;
    for (let end = 0; end <= length; end++) {
      if (end < length && load<u16>(at + ((<usize>end) << 1)) != SPACE) continue;
      narrowAscii(at + ((<usize>from) << 1), end - from, this.frame(end - from));
      this.parts += 1;
      from = end + 1;
    }
    return this;
  }

  arg<T>(value: T): OpenCommand {
    const fits = putArgument<T>(this, value);
    this.parts += 1;
    if (fits && this.out.size <= MAX_COMMAND_BYTES) return this;
    // Further parts go to the start again, so that the buffer grows no more.
    this.out.size = HEAD_BYTES;
    return this.refuse();
  }

  /** Appends every element of `list`; none if it is empty. */
  each<L extends List>(list: L): OpenCommand {
    const length = list.length;
    for (let i = 0; i < length; i++) this.arg(unchecked(list[i]));
    return this;
  }

  /** Appends `list`, whose length must be a multiple of `step` and not 0, or refuses the command. */
  all<L extends List>(list: L, step: i32 = 1): OpenCommand {
    if (list.length == 0 || list.length % step != 0) this.refuse();
    return this.each(list);
  }

  /** Appends the number of elements of `list`, then the elements. */
  counted<L extends List>(list: L): OpenCommand {
    return this.arg(list.length).each(list);
  }

  /** Lets nothing of this command be sent. */
  refuse(): OpenCommand {
    this.isRefused = true;
    return this;
  }

  /** Completes the command. */
  end(): Command {
    if (this.isRefused) this.out.clear();
    else this.writeHead();
    return this.out;
  }

  private writeHead(): void {
    const out = this.out;
    const parts = this.parts;
    if (parts > 9) {
      const more = digitsOf(parts) - 1;
      out.reserve(more);
      memory.copy(out.at + HEAD_BYTES + more, out.at + HEAD_BYTES, out.size - HEAD_BYTES);
      const size = out.size + more;
      this.begin(parts);
      out.size = size;
    } else {
      store<u32>(out.at, 0x0a0d302a + (parts << 8));
    }
  }
}

const shared = new OpenCommand();

/** Begins a typed command in the buffer they share; `name` is what Redis calls it. */
export function begin(name: string): OpenCommand {
  return shared.open(name);
}

/**
 * Any: a command that has no function of its own, from a list of its words. All plugins of a worker share one connection,
 * on which replies come in order, so never send what blocks (BLPOP, BRPOP, XREAD BLOCK, WAIT), what changes the
 * connection (AUTH, SELECT, HELLO, CLIENT REPLY, CLIENT TRACKING, QUIT, RESET), what answers more than once
 * (SUBSCRIBE, PSUBSCRIBE, MONITOR) or what spans several calls (MULTI, EXEC, WATCH). For parts of different types begin
 * with `begin(…)` and end with `end()`.
 */
export function command<L extends List>(parts: L): Command {
  return shared.reset().all(parts).end();
}
