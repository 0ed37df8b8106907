import { bytesOf } from "../../../assembly/text/bytes";
import { Decimal, DecimalError, parseSigned, parseUnsigned } from "../../../assembly/text/decimal";

const UNTOUCHED: i64 = 4711;

const out = new Decimal();

function unsignedError(text: string): DecimalError {
  const bytes = bytesOf(text);
  out.value = UNTOUCHED;
  return parseUnsigned(changetype<usize>(bytes), bytes.byteLength, out);
}

function signedError(text: string): DecimalError {
  const bytes = bytesOf(text);
  out.value = UNTOUCHED;
  return parseSigned(changetype<usize>(bytes), bytes.byteLength, out);
}

function expectUnsigned(text: string, value: i64): void {
  expect(unsignedError(text)).toBe(DecimalError.None, text);
  expect(out.value).toBe(value, text);
}

function expectSigned(text: string, value: i64): void {
  expect(signedError(text)).toBe(DecimalError.None, text);
  expect(out.value).toBe(value, text);
}

describe("a decimal", () => {
  it("is read exactly over the whole range", () => {
    expectUnsigned("0", 0);
    expectUnsigned("007", 7);
    expectUnsigned("9223372036854775807", i64.MAX_VALUE);
    expectUnsigned("00000000000000000000000009", 9);
    expectSigned("-1", -1);
    expectSigned("-0", 0);
    expectSigned("12", 12);
    expectSigned("9223372036854775807", i64.MAX_VALUE);
    expectSigned("-9223372036854775808", i64.MIN_VALUE);
  });

  it("overflows as a value, next to the border and far beyond", () => {
    expect(unsignedError("9223372036854775808")).toBe(DecimalError.Overflow);
    expect(unsignedError("18446744073709551617")).toBe(DecimalError.Overflow);
    expect(unsignedError("99999999999999999999999999999999")).toBe(DecimalError.Overflow);
    expect(signedError("9223372036854775808")).toBe(DecimalError.Overflow);
    expect(signedError("-9223372036854775809")).toBe(DecimalError.Overflow);
    expect(out.value).toBe(UNTOUCHED);
  });

  it("is refused when empty", () => {
    expect(unsignedError("")).toBe(DecimalError.Empty);
    expect(signedError("")).toBe(DecimalError.Empty);
    expect(signedError("-")).toBe(DecimalError.Empty);
  });

  it("is refused with anything but digits", () => {
    expect(unsignedError("-1")).toBe(DecimalError.NotADigit);
    expect(unsignedError(" 1")).toBe(DecimalError.NotADigit);
    expect(unsignedError("1 ")).toBe(DecimalError.NotADigit);
    expect(unsignedError("1.5")).toBe(DecimalError.NotADigit);
    expect(unsignedError("1e3")).toBe(DecimalError.NotADigit);
    expect(unsignedError("1/")).toBe(DecimalError.NotADigit);
    expect(unsignedError("1:")).toBe(DecimalError.NotADigit);
    expect(unsignedError("99999999999999999999x")).toBe(DecimalError.NotADigit);
    expect(signedError("+1")).toBe(DecimalError.NotADigit);
    expect(signedError("--1")).toBe(DecimalError.NotADigit);
    expect(out.value).toBe(UNTOUCHED);
  });
});
