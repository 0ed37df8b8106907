import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../gateway/resources/yaml.ts';
import { ConfigureError } from '../host/index.ts';
import { limitBy, redis, withItems, withThreshold, type Fields } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { withItem, withKeys, withRange } from './refusals.ts';

const docs = (file: string) => readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
const schema = JSON.parse(docs('schema/cluster-key-rate-limit.schema.json')) as object;
// Bounds of a number stand beside a reference to its type, and branches name fields of the object around them.
const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, keywords: ['x-refused'] });
const isValid = ajv.compile(schema);

/** What the plugin says about a configuration: nothing if all is well. */
async function said(configuration: Fields): Promise<string[]> {
  try {
    return (await Plugin.start(configuration)).logged;
  } catch (error) {
    if (!(error instanceof ConfigureError)) throw error;
    return error.lines.map(({ level, text }) => `${level} ${text}`);
  }
}

const withRedis = (fields: Fields): Fields => withThreshold({ redis: { ...redis, ...fields } });
const withWindow = (window: unknown): Fields => withThreshold({ global_threshold: window });
const withRules = (rules: unknown, fallback: Fields = {}): Fields => ({ ...fallback, _rules_: rules });
const key = (value: unknown): Fields => ({ key: value, query_per_day: 1 });

const good: Fields[] = [
  {},
  { _plugin_id_: 'x' },
  withThreshold(),
  withThreshold({ _match_route_: ['a'], _plugin_id_: 'x', compat: 'any' }),
  withThreshold({ rejected_code: '403', rejected_msg: 42, show_limit_quota_header: 'True', shadow: null }),
  withThreshold({ rejected_code: null, rejected_msg: '', on_redis_error: null, rule_name: 7 }),
  withThreshold({ on_redis_error: 'closed', rejected_code: 200, shadow: true }),
  withWindow({ query_per_day: '0010' }),
  withWindow({ query_per_hour: 9007199254740991 }),
  withRedis({ service_port: 65535, timeout: 3600000, database: 2147483647, username: 'u', password: 1 }),
  withRedis({ service_port: null, timeout: '0', database: 0, flush: 'immediate' }),
  withRedis({ flush: { timeout_ms: 60000, bytes: 1048576 } }),
  withRedis({ flush: {} }),
  withRedis({ breaker: {}, max_in_flight: 1, deadline: '50ms' }),
  withRedis({ breaker: null, max_in_flight: null, deadline: null }),
  withRedis({ breaker: { failures: 0, open: '1ms', error_rate: 0, window: '1h' }, deadline: '0s' }),
  withRedis({ breaker: { failures: '5', open: '2s', error_rate: 0.25, window: '60m' }, max_in_flight: '9' }),
  withThreshold({ on_redis_error: 'local' }),
  withThreshold({ on_redis_error: 'local', local_share: 0.33 }),
  withThreshold({ local_share: 1, shadow: true }),
  withItems([limitBy('header', 'h', '*', 'a'), limitBy('cookie', 'c', 'regexp:x')]),
  withItems([limitBy('per_param', 'p', '*', 'regexp:^a$'), limitBy('param', 'p', 'x')]),
  withItem({ limit_by_consumer: { any: 'thing' }, limit_keys: key(true) }),
  withItem({
    limit_by_per_consumer: null,
    limit_by_header: '',
    limit_by_per_ip: null,
    limit_keys: [key('*')],
  }),
  withThreshold({ global_threshold: undefined, rule_items: limitBy('per_cookie', 'c', 'regexp:') }),
  withRange('2001:db8::/32'),
  withRange('::ffff:10.0.0.0/104'),
  withItem({ limit_by_per_ip: 'from-header-x-real-ip', limit_keys: [key('10.0.0.1')] }),
  withRules([{ _match_route_: ['r'] }]),
  withRules({ _match_domain_: '*.example.com', ...withThreshold() }),
  withRules([{ _match_service_: ['', 's'], _match_route_prefix_: [], ...withThreshold() }], withThreshold()),
  withRules([], withThreshold()),
  withRules(null, withThreshold()),
];

const bad: Fields[] = [
  { redis },
  { rule_name: 'r', redis },
  { rule_name: 'r', global_threshold: { query_per_day: 1 } },
  withThreshold({ rule_name: '' }),
  withThreshold({ rule_name: null }),
  withThreshold({ rule_name: 1.5 }),
  withThreshold({ rule_items: [] }),
  withThreshold({ rule_items: null }),
  withThreshold({ rejected_code: 199 }),
  withThreshold({ rejected_code: 600 }),
  withThreshold({ rejected_code: 429.5 }),
  withThreshold({ rejected_code: '4e2' }),
  withThreshold({ rejected_msg: ['x'] }),
  withThreshold({ shadow: 'yes' }),
  withThreshold({ show_limit_quota_header: 1 }),
  withThreshold({ on_redis_error: 'retry' }),
  withThreshold({ on_redis_error: '' }),
  withThreshold({ rejectd_code: 403 }),
  withThreshold({ redis: 'redis.dns' }),
  withThreshold({ redis: null }),
  withThreshold({ redis: {} }),
  withRedis({ service_name: '' }),
  withRedis({ service_port: 65536 }),
  withRedis({ service_port: -1 }),
  withRedis({ timeout: '1s' }),
  withRedis({ database: 2147483648 }),
  withRedis({ password: {} }),
  withRedis({ flush: 'later' }),
  withRedis({ flush: { bytes: -1 } }),
  withRedis({ flush: { timeout: 3 } }),
  withRedis({ pasword: 'p' }),
  withRedis({ breaker: 'on' }),
  withRedis({ breaker: [] }),
  withRedis({ breaker: { failures: -1 } }),
  withRedis({ breaker: { failures: 1.5 } }),
  withRedis({ breaker: { open: '0s' } }),
  withRedis({ breaker: { open: 2000 } }),
  withRedis({ breaker: { window: '10' } }),
  withRedis({ breaker: { error_rate: 1.5 } }),
  withRedis({ breaker: { error_rate: '0.5' } }),
  withRedis({ breaker: { half_open: 1 } }),
  withRedis({ max_in_flight: 0 }),
  withRedis({ max_in_flight: 1048577 }),
  withRedis({ deadline: 50 }),
  withRedis({ deadline: '50' }),
  withRedis({ deadline: '-50ms' }),
  withRedis({ deadline: '1.5s' }),
  withThreshold({ local_share: -0.1 }),
  withThreshold({ local_share: 1.1 }),
  withThreshold({ local_share: '0.5' }),
  withThreshold({ on_redis_error: 'Local' }),
  withWindow(10),
  withWindow(null),
  withWindow({}),
  withWindow({ query_per_minute: 0 }),
  withWindow({ query_per_minute: '0' }),
  withWindow({ query_per_minute: null }),
  withWindow({ query_per_minute: 1, query_per_day: 1 }),
  withWindow({ query_per_minute: 1, query_per_day: null }),
  withWindow({ query_per_minute: 1, burst: 1 }),
  withItems([]),
  withItems(['x' as unknown as Fields]),
  withItem({ limit_keys: [key('a')] }),
  withItem({ limit_by_header: '', limit_keys: [key('a')] }),
  withItem({ limit_by_header: ['h'], limit_keys: [key('a')] }),
  withItem({ limit_by_header: 'h', limit_by_param: 'p', limit_keys: [key('a')] }),
  withItem({ limit_by_per_header: 'h', limit_by_header: 'p', limit_keys: [key('*')] }),
  withItem({ limit_by_header: 'h' }),
  withItem({ limit_by_header: 'h', limit_keys: [] }),
  withItem({ limit_by_header: 'h', limit_keys: null }),
  withItem({ limit_by_header: 'h', limit_keys: [key('')] }),
  withItem({ limit_by_header: 'h', limit_keys: [{ query_per_day: 1 }] }),
  withItem({ limit_by_header: 'h', limit_keys: [{ key: 'a' }] }),
  withItem({ limit_by_header: 'h', limit_key: [key('a')], limit_keys: [key('a')] }),
  withItem({ limit_by_per_ip: 'from-header-', limit_keys: [key('::1')] }),
  withItem({ limit_by_per_ip: 7, limit_keys: [key('::1')] }),
  withKeys(key('alice')),
  withKeys(key(7)),
  withKeys(key('**')),
  withRange('*'),
  withRange('localhost'),
  withRange('10.0.0.1:80'.replace(':', ' ')),
  withRules([]),
  withRules(null),
  withRules(['r']),
  withRules([{}]),
  withRules([{ _match_route_: [] }]),
  withRules([{ _match_route_: [''] }]),
  withRules([{ _match_route_: [1] }]),
  withRules([{ _match_route_: ['r'], redis }]),
  withRules([{ _match_route_: ['r'], ...withThreshold({ typo: 1 }) }]),
  withRules([{ _match_route_: ['r'] }], { rule_name: 'r' }),
];

/** What only the plugin sees. */
const deep: Fields[] = [
  withKeys(key('regexp:a(b')),
  withRange('1.2.3'),
  withRange('10.0.0.0/33'),
  withThreshold({ rejected_code: '600' }),
  withWindow({ query_per_day: '9007199254740992' }),
  withRedis({ password: '${secret.redis-auth.password}' }),
  withRedis({ deadline: '61m' }),
  withRedis({ breaker: { open: '1d' } }),
];

describe('the schema of the configuration and the plugin agree', () => {
  it.each(good)('valid, and taken without a word: %j', async (configuration) => {
    expect(isValid(configuration), ajv.errorsText(isValid.errors)).toBe(true);
    expect(await said(configuration)).toEqual([]);
  });

  it.each(bad)('invalid, and refused or warned of: %j', async (configuration) => {
    expect(isValid(configuration)).toBe(false);
    expect(await said(configuration)).not.toEqual([]);
  });

  it.each(deep)('valid, and yet refused: %j', async (configuration) => {
    expect(isValid(configuration)).toBe(true);
    expect(await said(configuration)).toEqual([expect.stringMatching(/^error /)]);
  });
});

describe('the examples of the reference', () => {
  const examples = [...docs('configuration.md').matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );

  it.each(examples)('are valid and taken without a word: %s', async (text) => {
    const yaml = readYaml('configuration.md', text);
    const configuration = 'content' in yaml ? yaml.content : { unreadable: yaml.message };
    expect(isValid(configuration), ajv.errorsText(isValid.errors)).toBe(true);
    expect(await said(configuration)).toEqual([]);
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(3);
  });
});
