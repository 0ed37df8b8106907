import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../scenes/client.ts';
import { LIMITED, OK } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';

const LIMIT = 100;
const WORKERS = 2;

suite(`two gateways of ${WORKERS} workers each on one Redis`, () => {
  const routes = new LimitedRoutes();
  const perUser = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
  const { path } = routes.add({ rule_items: [perUser] });
  let scene: Scene;
  let clients: Client[];

  beforeAll(async () => {
    scene = await Scene.start();
    const options = { resources: [scene.services(), ...routes.resources], workers: WORKERS };
    const started = await Promise.all([scene.gateway(options), scene.gateway(options)]);
    clients = started.map(({ client }) => client);
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const sendAtOnce = (to: readonly Client[], count: number, user: string) => {
    const sent = Array.from({ length: count }, (_, index) => {
      const client = to[index % to.length]!;
      return client.send({ path, headers: { 'x-user': user } });
    });
    return Promise.all(sent);
  };
  const passedOf = (answers: { status: number }[]) => answers.filter(({ status }) => status === OK).length;

  test('of twice the limit sent at once to both, exactly the limit passes', async () => {
    const answers = await sendAtOnce(clients, 2 * LIMIT, 'both');
    expect(passedOf(answers)).toBe(LIMIT);
    expect(answers.filter(({ status }) => status === LIMITED)).toHaveLength(LIMIT);
  });

  test('the workers of one gateway share the limit as well', async () => {
    const answers = await sendAtOnce(clients.slice(0, 1), 2 * LIMIT, 'one');
    expect(passedOf(answers)).toBe(LIMIT);
  });

  test('what one gateway let through is no longer there at the other', async () => {
    expect(passedOf(await sendAtOnce(clients.slice(0, 1), LIMIT, 'first'))).toBe(LIMIT);
    expect(passedOf(await sendAtOnce(clients.slice(1), LIMIT, 'first'))).toBe(0);
  });
});
