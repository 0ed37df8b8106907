/** Why a resource file, or one field of it, is not taken as written. `line` starts at 1; `field` is a dotted path. */
export interface Problem {
  file: string;
  line: number;
  field: string;
  message: string;
}

export function describeProblem({ file, line, field, message }: Problem): string {
  return `${file}:${line}: ${field === '' ? '' : `${field}: `}${message}`;
}
