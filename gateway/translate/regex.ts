import { RE2JS, RE2JSException } from 're2js';
import type { JsonObject } from '../resources/kinds.ts';

/** What the control plane sets for a real gateway; Envoy's own limit is 100. */
const LARGEST_PROGRAM = 32_768;

/** By RE2, as Envoy reads it: one expression that Envoy refuses would cost every route. */
function compile(text: string): RE2JS | undefined {
  try {
    const compiled = RE2JS.compile(text);
    return compiled.programSize() > LARGEST_PROGRAM ? undefined : compiled;
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

export function isRegex(text: string): boolean {
  return compile(text) !== undefined;
}

/** Whether a substitution is well-formed for Envoy, and every group that it names, `\1`, is in the expression. */
export function isSubstitution(regex: string, substitution: string): boolean {
  const groups = compile(regex)?.groupCount() ?? 0;
  const references = [...substitution.matchAll(/\\(.?)/gs)].map(([, character = '']) => character);
  return references.every((one) => one === '\\' || (/\d/.test(one) && Number(one) <= groups));
}

/** An expression of the user's, as Envoy takes it. */
export function safeRegex(regex: string): JsonObject {
  return { regex, google_re2: { max_program_size: LARGEST_PROGRAM } };
}

/** An expression for this text and nothing else. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
