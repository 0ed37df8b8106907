import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataFolder, RunningGateway } from './running-gateway.ts';

describe('a gateway that a signal has ended', () => {
  let data: DataFolder;
  let gateway: RunningGateway;
  beforeAll(async () => {
    data = await DataFolder.create();
    gateway = RunningGateway.start('--data', data.path, '--http-port', '0', '--admin-port', '0');
    process.kill(gateway.pid, 'SIGKILL');
    await gateway.ended();
  });
  afterAll(() => data.remove());

  test('is waited for in vain, and that is said at once', async () => {
    await expect(gateway.until('serving', () => false)).rejects.toThrow('the gateway ended before serving');
  });

  test('can be stopped', async () => {
    expect(await gateway.stop()).toBeNull();
  });
});
