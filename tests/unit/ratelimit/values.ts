import { RequestValue, ValueSource } from "../../../assembly/ratelimit/value-source";
import { bytesOf } from "../../../assembly/text/bytes";
import { parseIp } from "../../../assembly/text/ip/parse";

const value = new RequestValue();
// The value points into memory of somebody else, so it has to outlive the call.
let text: ArrayBuffer = bytesOf("");

/** A request's value as its source leaves it. */
export function valueWith(content: string): RequestValue {
  text = bytesOf(content);
  value.text.set(changetype<usize>(text), text.byteLength);
  return value;
}

/** The same of an address. */
export function addressValue(ip: string): RequestValue {
  valueWith(ip);
  expect(parseIp(value.text.at, value.text.size, value.address)).toBeTruthy(ip);
  return value;
}

/** A source with one value for all requests, or with none. */
export class FixedSource extends ValueSource {
  reads: i32 = 0;
  private content: ArrayBuffer;

  constructor(
    content: string,
    private isPresent: bool = true,
  ) {
    super();
    this.content = bytesOf(content);
  }

  read(out: RequestValue): bool {
    this.reads += 1;
    out.text.set(changetype<usize>(this.content), this.content.byteLength);
    return this.isPresent;
  }
}
