import {
  AddressRange,
  AnyValue,
  ExactValue,
  PatternValue,
  ValueMatcher,
} from "../../../assembly/ratelimit/value-matcher";
import { parseIpRange } from "../../../assembly/text/ip/range";
import { compileRegex } from "../../../assembly/text/regex/regex";
import { addressValue, valueWith } from "./values";

function pattern(text: string): ValueMatcher {
  const regex = compileRegex(text).regex;
  expect(regex).not.toBeNull(text);
  return regex === null ? new ExactValue("no pattern") : new PatternValue(regex);
}

function range(text: string): ValueMatcher {
  const parsed = parseIpRange(text).range;
  expect(parsed).not.toBeNull(text);
  return parsed === null ? new ExactValue("no range") : new AddressRange(parsed);
}

describe("a limit is for", () => {
  it("any value, the empty one too", () => {
    expect(new AnyValue().matches(valueWith("x"))).toBeTruthy();
    expect(new AnyValue().matches(valueWith(""))).toBeTruthy();
  });

  it("one value, byte by byte", () => {
    const alice = new ExactValue("alicé");
    expect(alice.matches(valueWith("alicé"))).toBeTruthy();
    expect(alice.matches(valueWith("Alicé"))).toBeFalsy();
    expect(alice.matches(valueWith("alice"))).toBeFalsy();
    expect(alice.matches(valueWith("alicé "))).toBeFalsy();
    expect(alice.matches(valueWith(""))).toBeFalsy();
  });

  it("values that hold a pattern anywhere, unless it is anchored", () => {
    expect(pattern("b+").matches(valueWith("abbc"))).toBeTruthy();
    expect(pattern("^b+$").matches(valueWith("abbc"))).toBeFalsy();
    expect(pattern("^b+$").matches(valueWith("bbb"))).toBeTruthy();
    expect(pattern("^$").matches(valueWith(""))).toBeTruthy();
  });

  it("the addresses of a range, in both families", () => {
    expect(range("10.0.0.0/8").matches(addressValue("10.1.2.3"))).toBeTruthy();
    expect(range("10.0.0.0/8").matches(addressValue("::ffff:10.1.2.3"))).toBeTruthy();
    expect(range("10.0.0.0/8").matches(addressValue("11.0.0.1"))).toBeFalsy();
    expect(range("2001:db8::/32").matches(addressValue("2001:db8::1"))).toBeTruthy();
    expect(range("0.0.0.0/0").matches(addressValue("2001:db8::1"))).toBeFalsy();
  });
});
