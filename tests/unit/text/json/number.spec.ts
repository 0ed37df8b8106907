import { JsonValue } from "../../../../assembly/text/json/value";
import { errorOf, valueOf } from "./parsing";

function expectInteger(text: string, integer: i64): void {
  const value = valueOf(text);
  expect(value.isInteger).toBe(true, text);
  expect(value.integer).toBe(integer, text);
  expect(value.number).toBe(<f64>integer, text);
}

function expectFloat(text: string, number: f64): void {
  const value: JsonValue = valueOf(text);
  expect(value.isInteger).toBe(false, text);
  expect(value.integer).toBe(0, text);
  expect(value.number).toBe(number, text);
}

describe("a whole number", () => {
  it("is exact in plain digits", () => {
    expectInteger("0", 0);
    expectInteger("-0", 0);
    expectInteger("7", 7);
    expectInteger("-12", -12);
    expectInteger("9007199254740993", 9007199254740993);
    expectInteger("9223372036854775807", i64.MAX_VALUE);
    expectInteger("-9223372036854775808", i64.MIN_VALUE);
    expectInteger("1000000000000000000", 1000000000000000000);
  });

  it("is exact with a fraction or an exponent", () => {
    expectInteger("1e3", 1000);
    expectInteger("1E+3", 1000);
    expectInteger("1.5e1", 15);
    expectInteger("10.0", 10);
    expectInteger("-2.50e1", -25);
    expectInteger("1200e-2", 12);
    expectInteger("1.0", 1);
    expectInteger("0.001e3", 1);
    expectInteger("100.00e-2", 1);
    expectInteger("10010e-1", 1001);
    expectInteger("9.223372036854775807e18", i64.MAX_VALUE);
    expectInteger("-922337203685477580.8e1", i64.MIN_VALUE);
    expectInteger("9223372036854775807.000000000000000000000", i64.MAX_VALUE);
  });

  it("is zero at any exponent", () => {
    expectInteger("0e99999999999999999999", 0);
    expectInteger("0.000e-99999999999999999999", 0);
    expectInteger("-0.0", 0);
  });

  it("is recognised however long it is spelled", () => {
    expectInteger("1" + "0".repeat(5000) + "e-5000", 1);
    expectInteger("0." + "0".repeat(5000) + "1e5001", 1);
    expectInteger("3." + "0".repeat(100000), 3);
  });
});

describe("a number that is no i64", () => {
  it("is the nearest f64", () => {
    expectFloat("0.1", 0.1);
    expectFloat("-0.25", -0.25);
    expectFloat("3.141592653589793", 3.141592653589793);
    expectFloat("1e-7", 1e-7);
    expectFloat("12.5e-1", 1.25);
    expectFloat("0.7", 0.7);
    expectFloat("99.99", 99.99);
    expectFloat("1e22", 1e22);
    expectFloat("9223372036854775808", 9223372036854775808.0);
    expectFloat("-9223372036854775809", -9223372036854775808.0);
    expectFloat("99999999999999999999", 1e20);
    expectFloat("123456789012345678901234567890", 123456789012345678901234567890.0);
    expectFloat("0.1234567890123456789012345", 0.1234567890123456789012345);
    expectFloat("1." + "0".repeat(30) + "1", 1);
  });

  it("is near at any scale", () => {
    for (let exponent = -300; exponent < 300; exponent++) {
      const number = valueOf(`1.2345678901234567e${exponent}`).number;
      const ratio = exponent < 0 ? number * 10.0 ** -exponent : number / 10.0 ** exponent;
      expect(abs(ratio / 1.2345678901234567 - 1) < 1e-14).toBeTruthy(exponent.toString());
    }
    expect(valueOf("5e-324").number).toBe(f64.MIN_VALUE);
  });

  it("keeps its spelling for messages", () => {
    expect(valueOf("-0.50").text).toBe("-0.50");
    expect(valueOf("-0.50").asText()).toBe("");
  });

  it("may vanish but not overflow", () => {
    expectFloat("1e-400", 0);
    expectFloat("1e-99999999999999999999", 0);
    expect(errorOf("[1, 1e400]")).toBe("1:5 this number is too large for a 64-bit float");
    expect(errorOf("-1e99999999999999999999")).toBe("1:1 this number is too large for a 64-bit float");
    expect(errorOf("9".repeat(400))).toBe("1:1 this number is too large for a 64-bit float");
  });
});

describe("a malformed number", () => {
  it("is refused with leading zeros", () => {
    expect(errorOf("007")).toBe("1:1 leading zero in a number, expected none");
    expect(errorOf("-01")).toBe("1:2 leading zero in a number, expected none");
    expect(errorOf("00")).toBe("1:1 leading zero in a number, expected none");
    expect(errorOf("01.5")).toBe("1:1 leading zero in a number, expected none");
  });

  it("is refused without digits where they belong", () => {
    expect(errorOf("-")).toBe("1:2 unexpected end of input, expected a digit");
    expect(errorOf("-x")).toBe('1:2 unexpected "x", expected a digit');
    expect(errorOf("1.")).toBe("1:3 unexpected end of input, expected a digit");
    expect(errorOf("[1.,2]")).toBe('1:4 unexpected ",", expected a digit');
    expect(errorOf("1.e5")).toBe('1:3 unexpected "e", expected a digit');
    expect(errorOf("1e")).toBe("1:3 unexpected end of input, expected a digit");
    expect(errorOf("1e+")).toBe("1:4 unexpected end of input, expected a digit");
    expect(errorOf("1e+-1")).toBe('1:4 unexpected "-", expected a digit');
    expect(errorOf("--1")).toBe('1:2 unexpected "-", expected a digit');
  });

  it("is refused in the spellings of other languages", () => {
    expect(errorOf("+1")).toBe('1:1 unexpected "+", expected a value');
    expect(errorOf(".5")).toBe('1:1 unexpected ".", expected a value');
    expect(errorOf("NaN")).toBe('1:1 unexpected "NaN", expected a value');
    expect(errorOf("Infinity")).toBe('1:1 unexpected "Infinity", expected a value');
    expect(errorOf("-Infinity")).toBe('1:2 unexpected "Infinity", expected a digit');
    expect(errorOf("0x10")).toBe('1:2 unexpected "x", expected the end of the document');
    expect(errorOf("1_000")).toBe('1:2 unexpected "_", expected the end of the document');
    expect(errorOf("[1 000]")).toBe('1:4 unexpected "0", expected "," or "]"');
  });
});
