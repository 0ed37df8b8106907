/** The parts of a JSON Schema that a reader of the reference sees. */
export interface Schema {
  title?: string;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  $ref?: string;
  $defs?: Record<string, Schema>;
  /** Our own keyword: when the plugin refuses the field, beyond a wrong type and a number out of range. */
  'x-refused'?: string;
}

const HEAD = '| field | type | default | meaning | refused if |\n|---|---|---|---|---|';

/** The fields of the object that `$defs` calls `name`, as a Markdown table. @throws {RangeError} if there is none */
export function fieldTable(schema: Schema, name: string): string {
  const fields = fieldsOf(schema, definition(schema, name));
  const rows = fields.map(([field, property, isRequired]) => row(field, property, isRequired));
  return [HEAD, ...rows].join('\n');
}

function fieldsOf(root: Schema, schema: Schema): [name: string, property: Schema, isRequired: boolean][] {
  const required = new Set(schema.required);
  const own = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => [name, resolved(root, property), required.has(name)] as [string, Schema, boolean],
  );
  return schema.$ref === undefined ? own : [...own, ...fieldsOf(root, resolved(root, { $ref: schema.$ref }))];
}

/** A property with what it refers to; its own words win. */
function resolved(root: Schema, property: Schema): Schema {
  if (property.$ref === undefined) return property;
  const { $ref, ...own } = property;
  return { ...definition(root, $ref.replace('#/$defs/', '')), ...own };
}

function definition(root: Schema, name: string): Schema {
  const found = root.$defs?.[name];
  if (found === undefined) throw new RangeError(`the schema defines no ${name}`);
  return found;
}

function row(name: string, property: Schema, isRequired: boolean): string {
  const { description, 'x-refused': refused = '' } = property;
  const title = property.title ?? '';
  if (description === undefined || title === '') {
    throw new RangeError(`${name} needs a description, and a type with a title`);
  }
  const cells = [
    `\`${name}\``,
    title + range(property),
    defaultOf(property, isRequired),
    description,
    refused,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function range({ minimum, maximum }: Schema): string {
  return minimum === undefined || maximum === undefined ? '' : `, ${minimum} to ${maximum}`;
}

function defaultOf(property: Schema, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (property.default === undefined) return '';
  return property.default === '' ? 'empty' : `\`${String(property.default as string | number | boolean)}\``;
}
