import { isAlphanumeric } from "./escape";
import { Flag, flagOf } from "./flags";
import { PatternError } from "./pattern-error";
import { PatternReader } from "./pattern-reader";

/** What `GroupStartReader` found behind `(?`. */
export const enum GroupStart {
  /** `(?i)`: the flags hold from here on, no group opens. */
  FlagsOnly,
  /** `(?:`, `(?i:` or a name: a group opens in which the flags hold. */
  Opens,
  Invalid,
}

/** Reads what follows a `(` that is followed by `?`; new flags are left in `flags`. */
@unmanaged
export class GroupStartReader {
  flags: i32 = Flag.None;

  read(reader: PatternReader, flags: i32): GroupStart {
    const start = reader.offset;
    this.flags = flags;
    reader.skip(2);
    const isNamed = reader.current == 0x3c || (reader.current == 0x50 && reader.following == 0x3c);
    return isNamed ? readName(reader, start) : this.readFlags(reader, start);
  }

  private readFlags(reader: PatternReader, start: i32): GroupStart {
    let isClearing = false;
    let needsLetter = false;
    while (!reader.isAtEnd) {
      const letter = reader.next();
      if (letter == 0x3a || letter == 0x29) {
        if (needsLetter) break;
        return letter == 0x3a ? GroupStart.Opens : GroupStart.FlagsOnly;
      }
      if (letter == 0x2d) {
        if (isClearing) break;
        isClearing = true;
        needsLetter = true;
        continue;
      }
      const flag = flagOf(letter);
      if (flag < 0) break;
      this.flags = isClearing ? this.flags & ~flag : this.flags | flag;
      needsLetter = false;
    }
    reader.fail(PatternError.PerlSyntax, start);
    return GroupStart.Invalid;
  }
}

/** Reads `P<name>` or `<name>`. Lookbehind starts alike. */
function readName(reader: PatternReader, start: i32): GroupStart {
  reader.accept(0x50);
  reader.skip(1);
  const nameStart = reader.offset;
  if (reader.current == 0x3d || reader.current == 0x21) {
    reader.skip(1);
    reader.fail(PatternError.PerlSyntax, start);
    return GroupStart.Invalid;
  }
  while (isAlphanumeric(reader.current) || reader.current == 0x5f) reader.skip(1);
  const isEmpty = reader.offset == nameStart;
  if (reader.next() == 0x3e && !isEmpty) return GroupStart.Opens;
  reader.fail(PatternError.CaptureName, start);
  return GroupStart.Invalid;
}
