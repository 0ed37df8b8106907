import { Operation, Program } from "./program";

/** A maximum that is not there, as in `{2,}` and `*`. */
export const UNBOUNDED: i32 = -1;

/** Instructions that `repeat` leaves in place of a body of `bodySize`. */
export function repeatedSize(bodySize: i32, minimum: i32, maximum: i32): i32 {
  if (maximum == UNBOUNDED) return minimum == 0 ? bodySize + 2 : minimum * bodySize + 1;
  return minimum * bodySize + (maximum - minimum) * (bodySize + 1);
}

/** Repeats the code from `start` to the end of the program `minimum` to `maximum` times. */
export function repeat(program: Program, start: i32, minimum: i32, maximum: i32): void {
  const bodySize = program.size - start;
  if (maximum == 0) {
    program.code.length = start;
  } else if (maximum == UNBOUNDED) {
    if (minimum == 0) {
      program.insert(start, Operation.Split, bodySize + 2);
      program.emit(Operation.Jump, -(bodySize + 1));
    } else {
      copyBody(program, start, bodySize, minimum - 1);
      program.emit(Operation.Split, -bodySize);
    }
  } else {
    repeatBounded(program, start, minimum, maximum);
  }
}

/** `x{2,4}` becomes `x x (x (x)?)?`, where every way out leads straight to the end. */
function repeatBounded(program: Program, start: i32, minimum: i32, maximum: i32): void {
  const bodySize = program.size - start;
  if (minimum == 0) program.insert(start, Operation.Split, maximum * (bodySize + 1));
  const body = minimum == 0 ? start + 1 : start;
  copyBody(program, body, bodySize, minimum - 1);
  for (let left = maximum - max(minimum, 1); left > 0; left--) {
    program.emit(Operation.Split, left * (bodySize + 1));
    copyBody(program, body, bodySize, 1);
  }
}

function copyBody(program: Program, body: i32, bodySize: i32, times: i32): void {
  for (; times > 0; times--) {
    for (let i = body; i < body + bodySize; i++) program.code.push(program.code.get(i));
  }
}
