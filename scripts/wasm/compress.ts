/**
 * The packed form of a memory image, read by unpack.wat: first the bytes of even addresses, then those of odd ones
 * (the odd bytes of UTF-16 text are zeros), each half a row of tokens
 *
 *     0lllllll bytes…       l + 1 bytes as they are
 *     1lllllll low high     l + SHORTEST_COPY bytes of the same half again, from that many bytes back
 */
export const SHORTEST_COPY = 4;

const LONGEST_RUN = 128;
const LONGEST_COPY = SHORTEST_COPY + 127;
const FARTHEST = 0xffff;
const COPY_TOKEN_BYTES = 3;
/** How many earlier places are tried; among thousands of zeros the nearest are as good as any. */
const TRIED_PLACES = 200;

type Copy = { size: number; distance: number };

/** @param image of even size */
export function compress(image: Uint8Array): Uint8Array {
  return Buffer.concat([compressHalf(everySecond(image, 0)), compressHalf(everySecond(image, 1))]);
}

function everySecond(image: Uint8Array, parity: 0 | 1): Uint8Array {
  return image.filter((_, index) => index % 2 === parity);
}

/** The shortest row of tokens: from the end backwards, the cheapest way on from each byte is known. */
function compressHalf(half: Uint8Array): Uint8Array {
  const copies = longestCopies(half);
  const costs = new Uint32Array(half.length + 1);
  const steps = new Int32Array(half.length);
  for (let at = half.length - 1; at >= 0; at--) {
    let best = Infinity;
    const offer = (step: number, cost: number): void => {
      if (cost >= best) return;
      best = cost;
      steps[at] = step;
    };
    for (let size = 1; size <= Math.min(LONGEST_RUN, half.length - at); size++) {
      offer(-size, 1 + size + costs[at + size]!);
    }
    for (let size = SHORTEST_COPY; size <= copies[at]!.size; size++) {
      offer(size, COPY_TOKEN_BYTES + costs[at + size]!);
    }
    costs[at] = best;
  }
  return writeTokens(half, steps, copies);
}

/** `steps`: at each byte the size of the token that begins there, negative for bytes as they are. */
function writeTokens(half: Uint8Array, steps: Int32Array, copies: readonly Copy[]): Uint8Array {
  const tokens: number[] = [];
  for (let at = 0; at < half.length; at += Math.abs(steps[at]!)) {
    const size = Math.abs(steps[at]!);
    if (steps[at]! < 0) {
      tokens.push(size - 1, ...half.subarray(at, at + size));
    } else {
      const { distance } = copies[at]!;
      tokens.push(0x80 | (size - SHORTEST_COPY), distance & 0xff, distance >> 8);
    }
  }
  return Uint8Array.from(tokens);
}

/** For each byte the longest earlier text that repeats there; it may run into the byte itself. */
function longestCopies(half: Uint8Array): Copy[] {
  const placesOf = new Map<number, number[]>();
  const view = new DataView(half.buffer, half.byteOffset, half.length);
  return Array.from(half, (_, at) => {
    if (at + SHORTEST_COPY > half.length) return { size: 0, distance: 0 };
    const start = view.getUint32(at);
    const places = placesOf.get(start) ?? [];
    placesOf.set(start, places);
    const copy = longestOf(half, at, places);
    places.push(at);
    return copy;
  });
}

function longestOf(half: Uint8Array, at: number, places: readonly number[]): Copy {
  const most = Math.min(LONGEST_COPY, half.length - at);
  let longest: Copy = { size: 0, distance: 0 };
  const first = Math.max(0, places.length - TRIED_PLACES);
  for (let index = places.length - 1; index >= first && longest.size < most; index--) {
    const distance = at - places[index]!;
    if (distance > FARTHEST) break;
    const size = commonSize(half, places[index]!, at, most);
    if (size > longest.size) longest = { size, distance };
  }
  return longest;
}

function commonSize(half: Uint8Array, first: number, second: number, most: number): number {
  let size = 0;
  while (size < most && half[first + size] === half[second + size]) size++;
  return size;
}
