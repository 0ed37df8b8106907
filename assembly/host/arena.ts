import { collectGarbage } from "./garbage";

/**
 * What the host hands over (header values, bodies, replies) goes into memory it asks us for and never frees. A bump
 * arena that starts anew with every export makes that free of charge and impossible to leak: such memory lives until
 * the export returns, no longer.
 */
const ARENA_BYTES: usize = 65536;
const ARENA: usize = memory.data(65536, 16);
const BLOCK_HEADER_BYTES: usize = 8;

let used: usize = 0;
/** Blocks too large for the arena, each linked to the next by its first word. */
let spilled: usize = 0;
/** Exports on the stack: some hostcalls call back into the module, and the outer export still needs its memory. */
let depth: i32 = 0;

/** First statement of every export. */
// @ts-ignore: decorator
@inline
export function enter(): void {
  if (depth == 0) reset();
  depth += 1;
}

/** Last statement of every export. */
// @ts-ignore: decorator
@inline
export function leave(): void {
  depth -= 1;
  if (depth == 0) collectGarbage();
}

function reset(): void {
  used = 0;
  while (spilled != 0) {
    const next = load<usize>(spilled);
    heap.free(spilled);
    spilled = next;
  }
}

/** Called by the host for every value it returns, with `size` > 0. */
export function malloc(size: usize): usize {
  const rounded = (size + 7) & ~(<usize>7);
  if (rounded <= ARENA_BYTES - used) {
    const block = ARENA + used;
    used += rounded;
    return block;
  }
  const block = heap.alloc(size + BLOCK_HEADER_BYTES);
  store<usize>(block, spilled);
  spilled = block;
  return block + BLOCK_HEADER_BYTES;
}
