/** A line the guide tells to type, and what it says comes out. */
export type Trial = { title: string; command: string; promise: string };

const TITLE = /^\d+\. (.+)$/;
const PROMISE = /^ {3}→ (.+)$/;
const COMMAND = /^ {3}(\S.*)$/;

/** Reads the numbered trials off the guide as it was printed. */
export function trialsOf(lines: readonly string[]): Trial[] {
  const trials: Trial[] = [];
  for (const line of lines) {
    const title = TITLE.exec(line)?.[1];
    const trial = trials.at(-1);
    if (title !== undefined) trials.push({ title, command: '', promise: '' });
    else if (trial === undefined) continue;
    else if (PROMISE.test(line)) trial.promise ||= PROMISE.exec(line)![1]!;
    else if (COMMAND.test(line)) trial.command ||= COMMAND.exec(line)![1]!;
  }
  return trials;
}

/** What of a promise the output does not hold. Its parts stand between commas, in any order; `…` is any beginning. */
export function brokenParts({ promise }: Trial, output: string): string[] {
  const text = output.toLowerCase();
  const parts = promise.split(', ').map((part) => part.replace(/^…/, ''));
  return parts.filter((part) => part === '' || !text.includes(part.toLowerCase()));
}
