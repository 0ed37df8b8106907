import { setUpAndRun } from './setup.mjs';

await setUpAndRun('./test.ts');
