import type { JsonObject } from '../resources/kinds.ts';
import type { AnnotationReader } from './annotation-reader.ts';
import { faultyCommand } from './header-command.ts';
import { HEADER_NAME } from './header-name.ts';

// Envoy takes 16 KiB a value, and 1000 headers that are added or updated; more, and it would refuse all routes.
const LONGEST_BYTES = 16_384;
const MOST_HEADERS = 500;

/** Headers that a route adds, sets and removes on the way to the origin and back, all behind the plugins. */
export function headerControl(annotations: AnnotationReader): JsonObject {
  return { ...operations(annotations, 'request'), ...operations(annotations, 'response') };
}

function operations(annotations: AnnotationReader, side: 'request' | 'response'): JsonObject {
  const added = headers(annotations, `${side}-header-control-add`);
  const updated = headers(annotations, `${side}-header-control-update`);
  const changes = [
    ...added.map((header) => ({ header, append_action: 'APPEND_IF_EXISTS_OR_ADD' })),
    ...updated.map((header) => ({ header, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' })),
  ];
  const removed = names(annotations, `${side}-header-control-remove`);
  return {
    ...(changes.length > 0 && { [`${side}_headers_to_add`]: changes }),
    ...(removed.length > 0 && { [`${side}_headers_to_remove`]: removed }),
  };
}

function names(
  annotations: AnnotationReader,
  name: `${'request' | 'response'}-header-control-remove`,
): string[] {
  const all = annotations.list(name) ?? [];
  const wrong = all.filter((item) => !HEADER_NAME.test(item));
  for (const item of wrong) annotations.note(name, `"${item}" is not the name of a header`);
  return all.filter((item) => !wrong.includes(item));
}

/** Lines of a name, blanks and a value. */
function headers(
  annotations: AnnotationReader,
  name: `${'request' | 'response'}-header-control-${'add' | 'update'}`,
): { key: string; value: string }[] {
  const lines = annotations.text(name)?.split('\n') ?? [];
  const byName = new Map<string, string>();
  for (const line of lines.filter((text) => text !== '')) {
    const [, key = '', value] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    const fault = value === undefined || !HEADER_NAME.test(key) ? 'is not NAME VALUE' : faultOf(key, value);
    if (fault !== undefined) annotations.note(name, `"${line}" ${fault}`);
    else if (value !== undefined) byName.set(key, value);
  }
  if (byName.size > MOST_HEADERS) annotations.note(name, `only the first ${MOST_HEADERS} headers count`);
  return [...byName].slice(0, MOST_HEADERS).map(([key, value]) => ({ key, value }));
}

function faultOf(key: string, value: string): string | undefined {
  // Line feeds part headers, so they are gone already.
  if (/[\0\r]/.test(value)) return 'has a character that no header may have';
  if (Math.max(key.length, Buffer.byteLength(value)) > LONGEST_BYTES)
    return `has more than ${LONGEST_BYTES} bytes`;
  const command = faultyCommand(value);
  return command === undefined
    ? undefined
    : `has "${command}", which is not filled in here; write %% for a percent sign`;
}
