import { describe, expect, it } from 'vitest';
import { isPublishedPortTaken } from '../../e2e/containers/redis.ts';
import { onFreePort, onOwnPort } from '../../e2e/servers/free-port.ts';

class Taken extends Error {}
const isTaken = (error: unknown) => error instanceof Taken;

describe('what is started on a free port', () => {
  it('is tried on another one if somebody took it meanwhile', async () => {
    const ports: number[] = [];
    const start = async (port: number) => {
      ports.push(port);
      if (ports.length < 3) throw new Taken();
      return port;
    };
    expect(await onFreePort(start, isTaken)).toBe(ports[2]);
    expect(ports).toHaveLength(3);
  });

  it('is not tried again for ever, nor for another failure', async () => {
    let attempts = 0;
    const failWith = (error: Error) => async () => {
      attempts++;
      throw error;
    };
    await expect(onFreePort(failWith(new Taken('again')), isTaken)).rejects.toThrow('again');
    expect(attempts).toBe(5);
    await expect(onFreePort(failWith(new Error('no memory')), isTaken)).rejects.toThrow('no memory');
    expect(attempts).toBe(6);
  });
});

describe('what is started again on its own port', () => {
  it('waits until nobody else has it, and for nothing else', async () => {
    const failures = [new Taken(), new Taken(), new Error('no memory')];
    const start = async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    };
    await expect(onOwnPort(start, isTaken)).rejects.toThrow('no memory');
    await onOwnPort(start, isTaken);
  });
});

describe('a published port that is taken', () => {
  it.each([
    'Bind for 0.0.0.0:35000 failed: port is already allocated',
    'failed to bind host port for 0.0.0.0:35000: address already in use',
  ])('is known by the words of Docker: %s', (words) => {
    expect(isPublishedPortTaken(new Error(`(HTTP code 500) server error - ${words}`))).toBe(true);
  });

  it('is not what every failure is taken for', () => {
    expect(isPublishedPortTaken(new Error('No such image: redis:7'))).toBe(false);
  });
});
