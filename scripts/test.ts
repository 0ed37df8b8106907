import { fileURLToPath } from 'node:url';
import { secondsSince, step } from './console/progress.mjs';
import { provideEnvoy } from './provision/envoy.ts';
import { provideRedisServers } from './provision/redis-servers.ts';
import { provideRedisServer } from './provision/redis.ts';
import { addCounts, formatCounts, noCounts } from './test/counts.ts';
import { runSection, type SectionResult } from './test/run-section.ts';
import { chosenSections, type Section } from './test/sections.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const startedAt = Date.now();

let sections: readonly Section[];
try {
  sections = chosenSections(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}

await provideServers();
const results: SectionResult[] = [];
for (const section of sections) {
  header(`${section.title} (${section.name})`);
  const result = await runSection(section);
  if (result.state === 'no tests') console.log('no tests');
  results.push(result);
}
header(`Summary (${secondsSince(startedAt)})`);
for (const result of results) console.log(summaryRow(result));
const total = results.map(({ counts }) => counts).reduce(addCounts, noCounts());
console.log(`\n${formatCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Fetched here, where it can be seen, and not in the middle of a test. What fails here fails the tests that need it. */
async function provideServers(): Promise<void> {
  try {
    await step('Redis', provideRedisServer);
    await step('Envoy', provideEnvoy);
    if (sections.some(({ name }) => name === 'e2e')) {
      await step('every Redis and Valkey (the first time 90 MB)', provideRedisServers);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}

function header(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`);
}

function summaryRow({ section, counts, state, ms }: SectionResult): string {
  const detail = section.tests !== undefined && state !== 'no tests' ? formatCounts(counts) : '';
  return `${section.name.padEnd(10)}${state.padEnd(10)}${`${(ms / 1000).toFixed(1)} s`.padStart(8)}   ${detail}`.trimEnd();
}
