import { bytesOf } from "../../../../assembly/text/bytes";
import { compileRegex } from "../../../../assembly/text/regex/regex";

/** "yes" or "no", or what is wrong with the pattern and where. */
export function outcomeOf(pattern: string, text: string): string {
  return outcomeOfBytes(pattern, bytesOf(text));
}

export function outcomeOfBytes(pattern: string, text: ArrayBuffer): string {
  const result = compileRegex(pattern);
  const regex = result.regex;
  if (regex == null) return problemOf(pattern);
  return regex.matches(changetype<usize>(text), text.byteLength) ? "yes" : "no";
}

/** "offset: message", or nothing for a pattern that is fine. */
export function problemOf(pattern: string): string {
  const result = compileRegex(pattern);
  const error = result.error;
  return error == null ? "" : `${result.offset}: ${error}`;
}

/** Texts of `matching` and `others` that a pattern gets wrong; empty if it gets all right. */
export function mistakesOf(pattern: string, matching: string[], others: string[]): string {
  let mistakes = problemOf(pattern);
  for (let i = 0; i < matching.length; i++) {
    if (outcomeOf(pattern, matching[i]) != "yes") mistakes += ` refuses "${matching[i]}"`;
  }
  for (let i = 0; i < others.length; i++) {
    if (outcomeOf(pattern, others[i]) != "no") mistakes += ` takes "${others[i]}"`;
  }
  return mistakes;
}
