import { ANNOTATION_PREFIXES } from '../resources/annotations.ts';
import type { AnnotationName } from '../resources/annotations.ts';
import { isRegex } from './regex.ts';

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Reads the annotations of an Ingress. What cannot be understood is noted, and counts as absent as on Higress. */
export class AnnotationReader {
  readonly faults: string[] = [];

  constructor(private readonly values: Record<string, string>) {}

  /** Undefined when absent or empty. */
  text(name: AnnotationName): string | undefined {
    const found = ANNOTATION_PREFIXES.map((prefix) => this.values[prefix + name]).find(
      (value) => value !== undefined,
    );
    const lines = found?.split('\n').map((line) => line.trim());
    return lines?.join('\n') || undefined;
  }

  matching(name: AnnotationName, pattern: RegExp, wanted: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || pattern.test(text)) return text;
    this.note(name, `"${text}" is not ${wanted}`);
    return undefined;
  }

  regex(name: AnnotationName): string | undefined {
    const text = this.text(name);
    if (text === undefined || isRegex(text)) return text;
    this.note(name, `"${text}" is not a regular expression`);
    return undefined;
  }

  flag(name: AnnotationName): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (TRUE.includes(text)) return true;
    if (FALSE.includes(text)) return false;
    this.note(name, `"${text}" is neither true nor false`);
    return undefined;
  }

  integer(name: AnnotationName): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.note(name, `"${text}" is not a whole number`);
    return undefined;
  }

  /** Items between commas; one `*` stands for all. */
  list(name: AnnotationName): string[] | undefined {
    const items = this.text(name)
      ?.split(',')
      .map((item) => item.trim());
    return items?.includes('*') ? ['*'] : items?.filter((item) => item !== '');
  }

  note(name: AnnotationName, message: string): void {
    this.faults.push(`higress.io/${name}: ${message}`);
  }
}
