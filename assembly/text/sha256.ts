import { ByteBuffer } from "./byte-buffer";
import { writeHex } from "./hex";

export const SHA256_SIZE: i32 = 32;

const BLOCK_SIZE: i32 = 64;
const ROUNDS: i32 = 64;

// FIPS 180-4 section 4.2.2: fractions of the cube roots of the first 64 primes.
// prettier-ignore
const ROUND_CONSTANTS: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

// Section 5.3.3: fractions of the square roots of the first 8 primes.
// prettier-ignore
const INITIAL_STATE: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

const state: usize = memory.data(SHA256_SIZE, 16);
const schedule: usize = memory.data(ROUNDS * 4, 16);
const lastBlocks: usize = memory.data(BLOCK_SIZE * 2, 16);
const digest: usize = memory.data(SHA256_SIZE, 16);

/** Writes the 32 bytes of SHA-256 (FIPS 180-4) of the range to `out`. */
export function sha256(at: usize, size: i32, out: usize): void {
  memory.copy(state, INITIAL_STATE, SHA256_SIZE);
  let offset = 0;
  for (; offset + BLOCK_SIZE <= size; offset += BLOCK_SIZE) absorb(at + offset);

  // The message ends with the bit 1, zeros, and its length in bits as a big-endian u64.
  const rest = size - offset;
  const padded = rest + 9 <= BLOCK_SIZE ? BLOCK_SIZE : BLOCK_SIZE * 2;
  memory.fill(lastBlocks, 0, padded);
  memory.copy(lastBlocks, at + offset, rest);
  store<u8>(lastBlocks + rest, 0x80);
  store<u64>(lastBlocks + padded - 8, bswap<u64>((<u64>size) << 3));
  absorb(lastBlocks);
  if (padded > BLOCK_SIZE) absorb(lastBlocks + BLOCK_SIZE);

  for (let i = 0; i < SHA256_SIZE; i += 4) store<u32>(out + i, bswap<u32>(load<u32>(state + i)));
}

/** Appends SHA-256 of the range as 64 lower-case hexadecimal digits. */
export function writeSha256Hex(at: usize, size: i32, out: ByteBuffer): void {
  sha256(at, size, digest);
  writeHex(digest, SHA256_SIZE, out);
}

function absorb(block: usize): void {
  expand(block);
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let i = 0; i < ROUNDS << 2; i += 4) {
    const sigma1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = h + sigma1 + choice + load<u32>(ROUND_CONSTANTS + i) + load<u32>(schedule + i);
    const sigma0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = d + first;
    d = c;
    c = b;
    b = a;
    a = first + sigma0 + majority;
  }
  add(0, a);
  add(4, b);
  add(8, c);
  add(12, d);
  add(16, e);
  add(20, f);
  add(24, g);
  add(28, h);
}

/** The message schedule of section 6.2.2: 16 words of the block, 48 derived ones. */
function expand(block: usize): void {
  for (let i = 0; i < BLOCK_SIZE; i += 4) store<u32>(schedule + i, bswap<u32>(load<u32>(block + i)));
  for (let i = BLOCK_SIZE; i < ROUNDS << 2; i += 4) {
    const back15 = load<u32>(schedule + i - 60);
    const back2 = load<u32>(schedule + i - 8);
    const sigma0 = rotr(back15, 7) ^ rotr(back15, 18) ^ (back15 >>> 3);
    const sigma1 = rotr(back2, 17) ^ rotr(back2, 19) ^ (back2 >>> 10);
    store<u32>(schedule + i, load<u32>(schedule + i - 64) + sigma0 + load<u32>(schedule + i - 28) + sigma1);
  }
}

function add(offset: usize, value: u32): void {
  store<u32>(state + offset, load<u32>(state + offset) + value);
}
