import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Scene } from '../scenes/scene.ts';
import { suite } from '../scenes/suite.ts';

/** Long for an answer, short for a test. */
const LISTENING_MS = 500;

suite('a Redis in a container', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.start();
  });
  afterAll(() => scene?.stop());

  test('killed, it loses its connections and lets nobody in; restarted, it answers where it did', async () => {
    const { redis } = scene;
    const client = await redis.client();
    const lost = once(client, 'error');
    await redis.kill();
    try {
      await lost;
      await expect(redis.client()).rejects.toThrow();
    } finally {
      await redis.restart();
    }
    expect(await (await redis.client()).ping()).toBe('PONG');
  });

  test('restarted while it runs, it has nothing of what was not saved', async () => {
    const { redis } = scene;
    await (await redis.client()).set('key', 'value');
    await redis.restart();
    expect(await (await redis.client()).get('key')).toBeNull();
  });

  test('frozen, it keeps its connections and does not answer; thawed, it answers what it was asked', async () => {
    const { redis } = scene;
    const client = await redis.client();
    await redis.freeze();
    const answer = client.ping();
    try {
      expect(await Promise.race([answer, sleep(LISTENING_MS, 'silence')])).toBe('silence');
    } finally {
      await redis.thaw();
    }
    expect(await answer).toBe('PONG');
  });
});
