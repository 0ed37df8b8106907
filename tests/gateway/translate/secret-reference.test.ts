import { expect, test } from 'vitest';
import { resolveSecrets } from '../../../gateway/translate/secret-reference.ts';

const secret = (name: string, value: string) => ({
  name,
  data: { password: Buffer.from(value).toString('base64') },
});
const secrets = [secret('redis-auth', 'VALUE'), secret('quoted', 'a"b')];

test('a reference becomes the value', () => {
  expect(resolveSecrets({ password: '${secret.redis-auth.password}' }, secrets)).toEqual({
    spec: { password: 'VALUE' },
  });
});

test('several references may stand inside one string, with the namespace', () => {
  const spec = { a: ['x-${secret.higress-system/redis-auth.password}-${secret.redis-auth.password}-y'] };
  expect(resolveSecrets(spec, secrets).spec).toEqual({ a: ['x-VALUE-VALUE-y'] });
});

test.each([
  '${secret.absent.password}',
  '${secret.redis-auth.absent}',
  '${secret.redis-auth.constructor}',
  '${secret.redis-auth.__proto__}',
  '${secret.other/redis-auth.password}',
  '${configmap.redis-auth.password}',
])('%s stays as written and is reported', (reference) => {
  expect(resolveSecrets({ a: reference }, secrets)).toEqual({
    spec: { a: reference },
    unresolved: `no Secret for ${reference}`,
  });
});

test('a value that breaks the text it is pasted into leaves the placeholder', () => {
  const spec = { a: '${secret.quoted.password}' };
  expect(resolveSecrets(spec, secrets)).toMatchObject({
    spec,
    unresolved: expect.stringContaining('breaks'),
  });
});
