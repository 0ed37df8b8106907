/** An immutable UTF-8 text made once, at start or at configuration time; its length is `byteLength`. */
export type Bytes = ArrayBuffer;

/** Encodes `text` as UTF-8. Allocates, so never on the road of a request. */
export function bytesOf(text: string): Bytes {
  return String.UTF8.encode(text);
}

/** Address of the first byte. The caller keeps `bytes` reachable for as long as it uses the address. */
// @ts-ignore: decorator
@inline
export function addressOf(bytes: Bytes): usize {
  return changetype<usize>(bytes);
}

/** Copies `size` bytes at `at` out of linear memory. */
export function copyBytes(at: usize, size: i32): Bytes {
  const bytes = new ArrayBuffer(size);
  memory.copy(changetype<usize>(bytes), at, size);
  return bytes;
}

/** Decodes UTF-8 without checking it: bytes that are not UTF-8 give some text or none. For messages only. */
export function textOf(at: usize, size: i32): string {
  return String.UTF8.decodeUnsafe(at, size);
}

/** True if the `size` bytes at `at` are exactly `bytes`. */
export function equalsBytes(at: usize, size: i32, bytes: Bytes): bool {
  return size == bytes.byteLength && memory.compare(at, changetype<usize>(bytes), size) == 0;
}

export function startsWithBytes(at: usize, size: i32, prefix: Bytes): bool {
  const length = prefix.byteLength;
  return size >= length && memory.compare(at, changetype<usize>(prefix), length) == 0;
}

export function endsWithBytes(at: usize, size: i32, suffix: Bytes): bool {
  const length = suffix.byteLength;
  return size >= length && memory.compare(at + (size - length), changetype<usize>(suffix), length) == 0;
}

/** Offset of the first `byte` in the range, or -1. */
export function indexOfByte(at: usize, size: i32, byte: u8): i32 {
  for (let i = 0; i < size; i++) {
    if (load<u8>(at + i) == byte) return i;
  }
  return -1;
}

/** Offset of the last `byte` in the range, or -1. */
export function lastIndexOfByte(at: usize, size: i32, byte: u8): i32 {
  for (let i = size - 1; i >= 0; i--) {
    if (load<u8>(at + i) == byte) return i;
  }
  return -1;
}
