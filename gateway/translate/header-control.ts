import type { JsonObject } from '../resources/kinds.ts';
import type { AnnotationReader } from './annotation-reader.ts';
import { HEADER_NAME } from './header-name.ts';

// Envoy fills in %WORDS%, so a single percent sign would make it refuse all routes.
const VALUE = /^(?:[^%]|%%|%[A-Z0-9_]+(?:\([^)]*\))?(?::\d+)?%)*$/;

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
    if (value === undefined || !HEADER_NAME.test(key) || !VALUE.test(value))
      annotations.note(name, `"${line}" is not NAME VALUE, with %% for a percent sign`);
    else byName.set(key, value);
  }
  return [...byName].map(([key, value]) => ({ key, value }));
}
