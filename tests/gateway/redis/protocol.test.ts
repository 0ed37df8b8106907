import { describe, expect, it } from 'vitest';
import { decodeInit, encodeInit, FAILURE_HEADERS, REPLY_HEADERS } from '../../../gateway/redis/protocol.ts';

describe('the protocol between shim and bridge', () => {
  it('carries an init with bytes of any kind', () => {
    const init = {
      timeoutMs: 1500,
      user: Buffer.from([0, 255, 10]),
      password: Buffer.from('pässword'),
      parameters: '?db=1',
    };
    expect(decodeInit(encodeInit(init))).toEqual(init);
  });

  it('refuses an init that was cut short', () => {
    const whole = encodeInit({
      timeoutMs: 1,
      user: Buffer.from('u'),
      password: Buffer.from('p'),
      parameters: '',
    });
    for (let size = 0; size < whole.length; size++)
      expect(decodeInit(whole.subarray(0, size))).toBeUndefined();
  });

  it('lets the shim tell a reply from a failure by the number of headers', () => {
    expect(Object.keys(REPLY_HEADERS).length).toBeGreaterThanOrEqual(12);
    expect(Object.keys(FAILURE_HEADERS).length).toBeLessThan(6);
  });
});
