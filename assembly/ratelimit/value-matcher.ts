import { Bytes, bytesOf, equalsBytes } from "../text/bytes";
import { IpRange } from "../text/ip/range";
import { Regex } from "../text/regex/regex";
import { RequestValue } from "./value-source";

/** Which values a limit is for. */
export abstract class ValueMatcher {
  abstract matches(value: RequestValue): bool;
}

export class AnyValue extends ValueMatcher {
  matches(_value: RequestValue): bool {
    return true;
  }
}

export class ExactValue extends ValueMatcher {
  private text: Bytes;

  constructor(text: string) {
    super();
    this.text = bytesOf(text);
  }

  matches(value: RequestValue): bool {
    return equalsBytes(value.text.at, value.text.size, this.text);
  }
}

export class PatternValue extends ValueMatcher {
  constructor(private regex: Regex) {
    super();
  }

  matches(value: RequestValue): bool {
    return this.regex.matches(value.text.at, value.text.size);
  }
}

export class AddressRange extends ValueMatcher {
  constructor(private range: IpRange) {
    super();
  }

  matches(value: RequestValue): bool {
    return this.range.contains(value.address);
  }
}
