import { LineCounter, isMap, isNode, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, ScalarTag, Tags } from 'yaml';
import type { Json, JsonObject } from './kinds.ts';
import type { Problem } from './problem.ts';

export type FieldPath = readonly (string | number)[];

/** One resource file, read. `lineOf` finds the line of a field, or of the nearest parent that stands in the file. */
export interface YamlFile {
  file: string;
  content: JsonObject;
  lineOf(path: FieldPath): number;
}

// The control plane reads YAML 1.1 scalars, without times of day and dates, but with 0o17 of YAML 1.2.
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => (text.startsWith('-') ? -1 : 1) * parseInt(text.replace(/^[-+]?0o|_/g, ''), 8),
};

function controlPlaneTags(tags: Tags): Tags {
  const absent = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']);
  const kept = tags.filter((tag) => typeof tag === 'string' || !(absent.has(tag.tag) || isTimeOfDay(tag)));
  return [octal, ...kept];
}

function isTimeOfDay(tag: Exclude<Tags[number], string>): boolean {
  return 'format' in tag && tag.format === 'TIME';
}

/** Reads the first document of a file. An empty file is an empty object. */
export function readYaml(file: string, text: string): YamlFile | Problem {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags: controlPlaneTags,
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return { file, content: {}, lineOf: () => 1 };

  const error = document.errors[0];
  if (error !== undefined) {
    return { file, line: lines.linePos(error.pos[0]).line, field: '', message: error.message };
  }
  const lineOf = (path: FieldPath) => lines.linePos(offsetOf(document, path)).line;

  const value = valueOf(document);
  if (value instanceof ReferenceError) return { file, line: lineOf([]), field: '', message: value.message };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { file, line: lineOf([]), field: '', message: 'a resource must be a mapping of fields' };
  }
  return { file, content: value ?? {}, lineOf };
}

/** An alias without an anchor, or with too much behind it, is found only now. */
function valueOf(document: Document.Parsed): Json | ReferenceError {
  try {
    return toJson(document.toJS({ maxAliasCount: 1000 }));
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
}

/** Number and boolean keys become strings on the way to a plain object; `undefined` cannot be written in YAML. */
function toJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  }
  return value as Json;
}

function offsetOf(document: Document.Parsed, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isMap(node)) {
      // Of duplicate keys the last one counts.
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      break;
    }
  }
  return offset;
}
