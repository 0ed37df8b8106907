/**
 * A rough look, since one expression that Envoy refuses would cost every route. RE2 also knows inline flags and
 * `(?P<name>…)`.
 */
function compile(text: string): RegExp | undefined {
  const known = text.replace(/\(\?[imsU-]+\)/g, '').replaceAll('(?P<', '(?<');
  try {
    return new RegExp(`${known}|`);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function isRegex(text: string): boolean {
  return compile(text) !== undefined;
}

/** Whether every group that a substitution names, `\1`, is in the expression. */
export function hasGroups(regex: string, substitution: string): boolean {
  const groups = (compile(regex)?.exec('')?.length ?? 1) - 1;
  return [...substitution.matchAll(/\\(\d)/g)].every(([, digit]) => Number(digit) <= groups);
}
