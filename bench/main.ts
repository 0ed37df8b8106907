import { parseArgs } from 'node:util';
import { BENCHES, type BenchOptions } from './benches.ts';
import { machineFacts } from './machine.ts';
import { saveResults } from './results.ts';

const USAGE = `npm run bench -- [--only ${BENCHES.map(({ name }) => name).join('|')}] [--save] [--against FILE --against-config FILE]`;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      save: { type: 'boolean', default: false },
      against: { type: 'string' },
      'against-config': { type: 'string' },
    },
  });
  const { only, save, against, 'against-config': againstConfiguration } = values;
  if ((against === undefined) !== (againstConfiguration === undefined)) {
    throw new Error(`--against and --against-config belong together: ${USAGE}`);
  }
  const chosen = BENCHES.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`no bench "${only}": ${USAGE}`);
  const options: BenchOptions =
    against === undefined ? {} : { rival: { wasmFile: against, configurationFile: againstConfiguration! } };

  const machine = machineFacts();
  console.log(Object.values(machine).join(', '));
  const results: Record<string, unknown> = { machine };
  for (const { name, title, run } of chosen) {
    console.log(`\n${title}`);
    results[name] = await run(options);
  }
  if (save) console.log(`\nsaved: ${saveResults(results)}`);
  console.log(JSON.stringify(results));
}
