import { HeaderMapTypeValues } from "../host/enums";
import { replaceHeader } from "../host/headers";
import { PairsWriter } from "../host/pairs";
import { ByteBuffer } from "../text/byte-buffer";
import { Bytes, bytesOf } from "../text/bytes";
import { Decision } from "./decision";

const LIMIT = bytesOf("X-RateLimit-Limit");
const REMAINING = bytesOf("X-RateLimit-Remaining");
const RESET = bytesOf("X-RateLimit-Reset");

const digits = new ByteBuffer();
const block = new ByteBuffer();
const pairs = new PairsWriter(block);

/** Tells the client of an allowed request what is left. */
export function setQuotaHeaders(decision: Decision): void {
  replace(LIMIT, decision.limit);
  replace(REMAINING, decision.remaining);
}

/** Headers of a rejection: when to come back, and the quota if `showsQuota`. */
export function rejectionHeaders(decision: Decision, showsQuota: bool): ByteBuffer {
  pairs.begin(showsQuota ? 3 : 1);
  if (showsQuota) {
    add(LIMIT, decision.limit);
    add(REMAINING, 0);
  }
  add(RESET, decision.secondsLeft);
  return block;
}

function replace(name: Bytes, value: i64): void {
  write(value);
  replaceHeader(HeaderMapTypeValues.ResponseHeaders, name, digits.at, digits.size);
}

function add(name: Bytes, value: i64): void {
  write(value);
  pairs.add(name, digits.at, digits.size);
}

function write(value: i64): void {
  digits.clear();
  digits.signed(value);
}
