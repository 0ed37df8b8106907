import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contractDocument } from './table.ts';

test('docs/host-contract.md is up to date (else: npx tsx scripts/contract-table.ts)', () => {
  const page = readFileSync(new URL('../../../docs/host-contract.md', import.meta.url), 'utf8');
  expect(page).toBe(contractDocument());
});
