import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Origin, type Echo } from '../../e2e/servers/origin.ts';

let origin: Origin;
beforeEach(async () => {
  origin = await Origin.start();
});
afterEach(async () => {
  await origin.stop();
});

describe('the sample origin', () => {
  it('echoes method, path, headers and body', async () => {
    const answer = await fetch(`${origin.url}/a?b=1`, {
      method: 'POST',
      headers: { 'x-api-key': 'k' },
      body: 'hello',
    });
    const echo = (await answer.json()) as Echo;
    expect(echo).toMatchObject({
      method: 'POST',
      path: '/a?b=1',
      body: 'hello',
      headers: { 'x-api-key': 'k' },
    });
  });

  it('answers the status, size and delay that the path asks for', async () => {
    const before = performance.now();
    const answer = await fetch(`${origin.url}/v1/delay/60/status/503/size/2048?x=/status/200`);
    expect(answer.status).toBe(503);
    expect((await answer.text()).length).toBe(2048);
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });

  it('adds the headers that the path asks for', async () => {
    const answer = await fetch(`${origin.url}/header/x-a/1/header/x-b/2`);
    expect([answer.headers.get('x-a'), answer.headers.get('x-b')]).toEqual(['1', '2']);
    await answer.arrayBuffer();
  });

  it('never answers when it is to hang', async () => {
    const signal = AbortSignal.timeout(150);
    await expect(fetch(`${origin.url}/hang`, { signal })).rejects.toThrow(/timeout/);
    expect(origin.count('/hang')).toBe(1);
  });

  it('resets the connection in place of an answer', async () => {
    const failure = await fetch(`${origin.url}/reset`).catch((error: Error) => error.cause);
    expect(failure).toMatchObject({ code: 'ECONNRESET' });
  });

  it('sends the body slowly', async () => {
    const before = performance.now();
    const answer = await fetch(`${origin.url}/trickle/20/size/1000`);
    const headersMs = performance.now() - before;
    expect((await answer.text()).length).toBe(1000);
    expect(performance.now() - before - headersMs).toBeGreaterThanOrEqual(150);
  });

  it('cuts the body short of what it promised', async () => {
    const answer = await fetch(`${origin.url}/truncate/7/size/100`);
    expect(answer.headers.get('content-length')).toBe('100');
    const reader = answer.body!.getReader();
    let received = 0;
    const readAll = async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        received += part.value.length;
      }
    };
    await expect(readAll()).rejects.toThrow();
    expect(received).toBe(7);
  });

  it.each([0, 7])('keeps silent behind the headers and %i bytes of the body', async (bytes) => {
    const leaving = new AbortController();
    const answer = await fetch(`${origin.url}/stall/${bytes}/size/100`, { signal: leaving.signal });
    expect(answer.headers.get('content-length')).toBe('100');
    const reader = answer.body!.getReader();
    if (bytes > 0) expect((await reader.read()).value).toHaveLength(bytes);
    const rest = reader.read();
    await expect(Promise.race([rest, sleep(100, 'silence')])).resolves.toBe('silence');
    leaving.abort();
    await expect(rest).rejects.toThrow();
  });

  it('counts by path and by class of status until it is reset', async () => {
    for (const path of ['/a/1', '/a/2/status/404', '/b'])
      await (await fetch(origin.url + path)).arrayBuffer();
    expect([origin.count(), origin.count('/a'), origin.answered(2), origin.answered(4)]).toEqual([
      3, 2, 2, 1,
    ]);
    origin.reset();
    expect([origin.count(), origin.answered(2)]).toEqual([0, 0]);
  });

  it('keeps no request that it is not to remember, and counts it all the same', async () => {
    const forgetful = await Origin.start({ isRemembering: false });
    onTestFinished(() => forgetful.stop());
    for (const path of ['/a', '/b']) await (await fetch(forgetful.url + path)).arrayBuffer();
    expect([forgetful.requests, forgetful.arrived, forgetful.answered(2)]).toEqual([[], 2, 2]);
  });
});
