import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { linkCompiler } from '../../scripts/package.ts';
import { endOwned, hasEnded, spawnOwned } from '../../scripts/process/owned.mjs';
import { outerPath } from '../../scripts/process/outer-path.mjs';
import { mustRun } from '../../scripts/process/run.mjs';
import { resp, ScriptedHost } from '../../tests/wasm/host/index.ts';
import { CleanUp } from '../control/clean-up.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';
import { blocksOf, readPage, writeFiles } from './guide.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const PATIENCE_MS = 300_000;
const VISITS = 100_000;
const ROUNDS = 10;
const READY = /^gateway ready: (\S+) /m;
const COMPILER = / assemblyscript@([\d.]+)/;

const page = readPage('first-redis-plugin.md');
const steps = blocksOf(page, 'An empty folder', 'Further');
const [create = '', compile = '', start = ''] = steps
  .filter(({ language }) => language === 'sh')
  .map(({ text }) => text);

describe('docs/first-redis-plugin.md', { timeout: PATIENCE_MS }, () => {
  const parent = mkdtempSync(join(tmpdir(), 'guide-'));
  const folder = join(parent, 'first-plugin');
  const cleanUp = new CleanUp();
  afterEach(() => cleanUp.stop());
  afterAll(() => rmSync(parent, { recursive: true }));

  /** Runs a block as a reader would, but for the network: the compiler is the one of this checkout. */
  const shell = (text: string, cwd: string) => {
    const offline = { npm_config_offline: 'true', npm_config_ignore_scripts: 'true' };
    const words = text.replaceAll('../first-plugin', folder).replace(COMPILER, '');
    return mustRun('sh', ['-ec', words], { cwd, env: { PATH: outerPath(), ...offline } });
  };

  test('names the compiler that is tested here', () => {
    const manifest = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(COMPILER.exec(create)?.[1]).toBe(manifest.devDependencies['assemblyscript']);
  });

  test('leads from an empty folder to a module', async () => {
    await shell(create, CHECKOUT);
    linkCompiler(folder);
    const sources = steps.filter(({ language }) => language !== 'yaml');
    expect(writeFiles(folder, sources, (text) => text)).toEqual(['asconfig.json', 'assembly/index.ts']);
    await shell(compile, folder);
    expect(readFileSync(join(folder, 'build/first-plugin.wasm')).length).toBeGreaterThan(1000);
  });

  test(`which leaks nothing over ${VISITS} visits, of which some end early or lose Redis`, async () => {
    const wasm = readFileSync(join(folder, 'build/first-plugin.wasm'));
    const host = await ScriptedHost.load(wasm, { counting: true, logLevel: 'off' });
    const root = host.start();
    const bytes = Array.from({ length: ROUNDS }, () => {
      for (let i = 0; i < VISITS / ROUNDS; i++) {
        const stream = root.stream();
        stream.requestHeaders({ ':method': 'GET', ':path': `/${i % 7}` }, { endOfStream: true });
        if (i % 5 === 0) stream.end();
        if (i % 11 === 0) host.redis.failAll();
        else host.redis.reply(undefined, resp.integer(i));
        if (i % 5 !== 0) {
          expect(stream.downstream.body.toString()).toBe(i % 11 === 0 ? 'Redis is away\n' : `visit ${i}\n`);
        }
        stream.end();
      }
      host.forget();
      return host.memoryBytes();
    });
    expect(new Set(bytes.slice(1)).size, String(bytes)).toBe(1);
  });

  test('and to a gateway that answers as it says', async () => {
    const redis = await cleanUp.own(RedisServer.start());
    const resources = steps.filter(({ language }) => language === 'yaml');
    const written = writeFiles(folder, resources, (text) =>
      text.replace('127.0.0.1:6379', redis.address).replace('/path/to/first-plugin', folder),
    );
    expect(written).toHaveLength(3);
    const command = start.trim().replaceAll('../first-plugin', folder);
    const own = '--http-port 0 --admin-port 0';
    const gateway = spawnOwned('sh', ['-ec', `${command} ${own}`], {
      cwd: CHECKOUT,
      env: { ...process.env, PATH: outerPath() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await cleanUp.own(Promise.resolve({ stop: () => endOwned(gateway) }));
    let said = '';
    for (const stream of [gateway.stdout!, gateway.stderr!]) {
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    }
    const isOver = () => READY.test(said) || hasEnded(gateway);
    await until(waitFor('the gateway to be ready', isOver), PATIENCE_MS);
    expect(said).toMatch(READY);
    const url = READY.exec(said)![1]!;
    const shown = steps.at(-1)!.text.matchAll(/^\$ curl http:\/\/127\.0\.0\.1:8080(\S+)\n(.*)\n/gm);
    const visits = [...shown].map(([, path = '', answer = '']) => ({ path, answer }));
    expect(visits).toHaveLength(2);
    for (const { path, answer } of visits) {
      expect(await (await fetch(url + path)).text()).toBe(`${answer}\n`);
    }
    await redis.kill();
    const away = await fetch(url);
    expect([away.status, await away.text()]).toEqual([503, 'Redis is away\n']);
  });

  test('shows of the plugin on the SDK what stands in its example', () => {
    const example = readFileSync(join(CHECKOUT, 'examples/sdk-visit-counter/assembly/index.ts'), 'utf8');
    const shown = page
      .slice(page.indexOf('\n## On the AssemblyScript SDK'))
      .matchAll(/^```ts\n([^]*?)^```$/gm);
    const texts = [...shown].map(([, text = '']) => text);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(example).toContain(text);
  });
});
