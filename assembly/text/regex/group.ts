import { WordBuffer } from "./word-buffer";

export const NO_ATOM: i32 = -1;
export const NO_JUMP: i32 = -1;

/** An open parenthesis, or the whole pattern. Places in the code are instruction numbers. */
@unmanaged
export class Group {
  start: i32;
  /** Where the parenthesis stands. */
  offset: i32;
  /** Flags outside of the group: they are in force again behind it. */
  flags: i32;
  branchStart: i32;
  /** The jump that ends the alternative before the running one. */
  lastJump: i32;
  /** Where the thing starts that a repetition operator would repeat. */
  atom: i32;
  /** How often nested counted repetitions copy the innermost thing of `atom`, and of what stands before it. */
  atomCopies: i32;
  private copiesBefore: i32;

  beginAtom(start: i32, copies: i32): void {
    this.copiesBefore = this.copies;
    this.atomCopies = copies;
    this.atom = start;
  }

  /** The largest number of copies of anything in the group. */
  get copies(): i32 {
    return max(this.copiesBefore, this.atomCopies);
  }
}

const GROUP_WORDS: i32 = offsetof<Group>() / 4;

/** The groups that are open, innermost last. */
@unmanaged
export class GroupStack {
  private readonly words: WordBuffer = new WordBuffer();

  get depth(): i32 {
    return this.words.length / GROUP_WORDS;
  }

  clear(): void {
    this.words.length = 0;
  }

  /** The innermost group. The next `push` may move it. */
  get top(): Group {
    return changetype<Group>(this.words.addressOf(this.words.length - GROUP_WORDS));
  }

  push(start: i32, offset: i32, flags: i32): void {
    this.words.splice(this.words.length, 0, GROUP_WORDS);
    const group = this.top;
    memory.fill(changetype<usize>(group), 0, offsetof<Group>());
    group.start = start;
    group.offset = offset;
    group.flags = flags;
    group.branchStart = start;
    group.lastJump = NO_JUMP;
    group.atom = NO_ATOM;
    group.atomCopies = 1;
  }

  pop(): void {
    this.words.length -= GROUP_WORDS;
  }
}
