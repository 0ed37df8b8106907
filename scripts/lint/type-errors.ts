/** What TypeScript refuses and AssemblyScript allows. */
const LEGAL_IN_ASSEMBLYSCRIPT: readonly RegExp[] = [
  // @inline, @external and the like stand on functions.
  /error TS1206: Decorators are not valid here/,
  // To TypeScript, AssemblyScript's bool is a boolean or a number.
  /Type 'bool' is not assignable to type 'boolean'/,
];

const HEADLINE = /^\S.*: error TS\d+: /;

/** The output of tsc without the errors that are none; an error's indented continuation lines go with it. */
export function legalInAssemblyScript(output: string): string {
  let isLegal = false;
  const kept = output.split('\n').filter((line) => {
    if (HEADLINE.test(line)) isLegal = LEGAL_IN_ASSEMBLYSCRIPT.some((pattern) => pattern.test(line));
    else if (!line.startsWith(' ')) isLegal = false;
    return !isLegal;
  });
  return kept.join('\n').trim();
}
