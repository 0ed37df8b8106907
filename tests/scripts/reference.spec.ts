import { describe, expect, it } from 'vitest';
import { fieldTable, type Schema } from '../../scripts/reference/field-table.ts';
import { readReference, renderReference } from '../../scripts/reference.ts';

const schema: Schema = {
  $defs: {
    owner: {
      required: ['name'],
      properties: {
        name: { $ref: '#/$defs/text', description: 'Its name.', 'x-refused': 'missing' },
        size: { title: 'whole number', minimum: 1, maximum: 9, default: 3, description: 'a | b' },
        mark: { $ref: '#/$defs/text', title: 'mark', default: '', description: 'Its mark.' },
      },
    },
    heir: { $ref: '#/$defs/owner', properties: { more: { $ref: '#/$defs/text', description: 'More.' } } },
    mute: { properties: { name: { $ref: '#/$defs/text' } } },
    text: { title: 'text' },
  },
};
const table = [
  '| field | type | default | meaning | refused if |',
  '|---|---|---|---|---|',
  '| `name` | text | required | Its name. | missing |',
  '| `size` | whole number, 1 to 9 | `3` | a \\| b |  |',
  '| `mark` | mark | empty | Its mark. |  |',
].join('\n');

describe('a table of fields', () => {
  it('shows type, default, meaning and errors', () => {
    expect(fieldTable(schema, 'owner')).toBe(table);
  });

  it('has the fields of what the object extends behind its own', () => {
    const lines = fieldTable(schema, 'heir').split('\n');
    expect(lines[2]).toBe('| `more` | text |  | More. |  |');
    expect(lines.slice(3)).toEqual(table.split('\n').slice(2));
  });

  it('is not made of what the schema does not say', () => {
    expect(() => fieldTable(schema, 'nobody')).toThrow('the schema defines no nobody');
    expect(() => fieldTable(schema, 'mute')).toThrow('name needs a description');
  });
});

describe('the reference', () => {
  const page = (content: string) =>
    `# A\n\n<!-- fields of owner -->\n${content}<!-- end of fields -->\n\n| x |\n\n<!-- fields of owner -->\n<!-- end of fields -->\n`;

  it('gets its tables between their marks, and nothing else is touched', () => {
    const rendered = renderReference(page(''), schema);
    expect(rendered).toBe(
      `# A\n\n<!-- fields of owner -->\n${table}\n<!-- end of fields -->\n\n| x |\n\n<!-- fields of owner -->\n${table}\n<!-- end of fields -->\n`,
    );
    expect(renderReference(rendered, schema)).toBe(rendered);
    expect(renderReference(page('| old |\n'), schema)).toBe(rendered);
  });

  it('of this project is up to date (npm run docs)', () => {
    const { document, schema: own } = readReference();
    expect(document).toBe(renderReference(document, own));
    expect(document.match(/<!-- fields of /g)).toHaveLength(7);
  });
});
