import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contractDocument } from '../e2e/conformance/contract/table.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/host-contract.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOCUMENT, contractDocument());
