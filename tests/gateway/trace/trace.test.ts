import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { Origin } from '../../../e2e/servers/origin.ts';
import { RedisServer } from '../../../e2e/servers/redis-server.ts';
import type { TraceEvent } from '../../../gateway/trace/timeline.ts';
import { compilePlugin, isUpToDate, moduleFile } from '../../../scripts/compile.ts';
import { DataFolder, RunningGateway } from '../envoy/running-gateway.ts';
import { hasEnvoy, whole } from '../envoy/whole.ts';

const PASSWORD = 'not-to-be-seen';
let data: DataFolder;
let redis: RedisServer;
let origin: Origin;
let events: TraceEvent[];
let stderr: string[];
let text: string;

beforeAll(async () => {
  if (!hasEnvoy) return;
  if (!isUpToDate('release')) await compilePlugin('release');
  data = await DataFolder.create();
  redis = await RedisServer.start({ password: PASSWORD });
  origin = await Origin.start();
  await data.write(
    'mcpbridges/default.yaml',
    `spec:
  registries:
    - { name: redis, type: static, domain: '${redis.address}', port: 80 }
    - { name: origin, type: static, domain: '${origin.address}', port: 80 }
`,
  );
  await data.write(
    'ingresses/app.yaml',
    `metadata: { annotations: { higress.io/destination: 'origin.static:80' } }
spec: { rules: [{ http: { paths: [{ path: /, pathType: Prefix }] } }] }
`,
  );
  const configuration = {
    rule_name: 'traced',
    rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: 100 }] }],
    redis: { service_name: 'redis.static', password: PASSWORD },
  };
  await data.write(
    'wasmplugins/limiter.yaml',
    JSON.stringify({ spec: { url: `file://${moduleFile('release')}`, defaultConfig: configuration } }),
  );
  ({ text, stderr } = await traced('info'));
  events = JSON.parse(text) as TraceEvent[];
}, 120_000);

afterAll(async () => {
  if (!hasEnvoy) return;
  await origin.stop();
  await redis.stop();
  await data.remove();
});

/** Three requests to a gateway of its own; answers its trace and what it logged. */
async function traced(logLevel: string): Promise<{ text: string; stderr: string[] }> {
  const file = join(data.path, `trace-${logLevel}.json`);
  const gateway = await RunningGateway.serving(data, '--trace', file, '--log-level', logLevel);
  await gateway.untilReady();
  for (let i = 0; i < 3; i++) {
    const response = await fetch(gateway.httpUrl, { headers: { 'x-user': 'alice' } });
    expect(response.status).toBe(200);
    await response.text();
  }
  await gateway.stop();
  return { text: await readFile(file, 'utf8'), stderr: gateway.stderr };
}

const startOf = ({ ts = 0 }: TraceEvent) => ts;
const endOf = ({ ts = 0, dur = 0 }: TraceEvent) => ts + dur;
const isInside = (inner: TraceEvent, outer: TraceEvent) =>
  startOf(inner) >= startOf(outer) && endOf(inner) <= endOf(outer);
const named = (name: string) => events.filter((event) => event.name === name);

whole('a request shows its callbacks, its hostcalls and its command in order', () => {
  const asked = named('proxy_on_request_headers').at(-1)!;
  const called = named('proxy_redis_call').at(-1)!;
  const answered = named('proxy_on_redis_call_response').at(-1)!;
  const continued = named('proxy_continue_stream').at(-1)!;
  const command = events.filter(({ cat, ph }) => cat === 'redis' && ph === 'b').at(-1)!;

  expect(isInside(called, asked)).toBe(true);
  expect(isInside(continued, answered)).toBe(true);
  expect(endOf(asked)).toBeLessThan(startOf(answered));
  expect(called.args).toMatchObject({ plugin: 'limiter', result: 0, about: 'outbound|80||redis.static' });
  expect(answered.args).toMatchObject({ result: 0, token: called.args?.['token'] });
  expect(command.name).toMatch(/^EVALSHA "higress-cluster-key-rate-limit:traced:/);
  expect(command.args).toMatchObject({ cluster: 'outbound|80||redis.static', reply: expect.any(String) });
  // The bridge reads another clock than Envoy; both are set right while they run, so a second is all that can be held.
  expect(Math.abs(startOf(command) - startOf(called))).toBeLessThan(1_000_000);
});

whole('hostcalls lie inside their callback, and say what they are about', () => {
  const asked = named('proxy_on_request_headers');
  const headers = named('proxy_get_header_map_value').filter((event) => event.args?.['about'] === 'x-user');
  expect(headers.length).toBeGreaterThanOrEqual(3);
  for (const header of headers) expect(asked.some((outer) => isInside(header, outer))).toBe(true);
});

whole('a stream is a bar from its creation to its end, with its wait for Redis inside', () => {
  const bars = events.filter(({ cat }) => cat === 'request');
  const ids = [...new Set(bars.map(({ id }) => id))];
  expect(ids).toHaveLength(3);
  const stepsOf = (id: string | undefined) =>
    bars
      .filter((event) => event.id === id)
      .sort((a, b) => startOf(a) - startOf(b))
      .map(({ ph, name }) => `${ph} ${name.replace(/\d+$/, 'N')}`);
  const wait = ['b waits for outbound|80||redis.static', 'e waits for outbound|80||redis.static'];
  // Redis does not know the script of the first request, which is sent then.
  for (const [index, id] of ids.entries()) {
    const waits = index === 0 ? [...wait, ...wait] : wait;
    expect(stepsOf(id)).toEqual(['b limiter: stream N', ...waits, 'e limiter: stream N']);
  }
});

whole('times are microseconds, and every event has what a viewer needs', () => {
  for (const event of events.filter(({ ph }) => ph === 'X')) {
    expect(event).toMatchObject({ pid: 1, tid: expect.any(Number), args: { context: expect.any(Number) } });
    expect(event.dur).toBeGreaterThanOrEqual(0);
    expect(event.dur).toBeLessThan(5_000_000);
  }
  expect(named('dropped')).toEqual([]);
});

whole('neither trace nor log hold a secret, and the log holds no trace', () => {
  expect(text).not.toContain(PASSWORD);
  expect(stderr.join('\n')).not.toContain(PASSWORD);
  expect(stderr.join('\n')).not.toMatch(/trace[=+]/);
});

whole('it is whole where nothing is to be logged', async () => {
  const silent = await traced('off');
  const calls = (JSON.parse(silent.text) as TraceEvent[]).map(({ name }) => name);
  expect(calls.filter((name) => name === 'proxy_on_request_headers')).toHaveLength(3);
  expect(silent.stderr.filter((line) => !line.startsWith('gateway: '))).toEqual([]);
});
