import { beforeEach, expect, test, vi } from 'vitest';
import { AdminError } from '../../../gateway/envoy/admin-client.ts';
import { ClusterHosts } from '../../../gateway/envoy/cluster-hosts.ts';

const admin = { hosts: vi.fn<() => Promise<Map<string, string[]>>>() };
let hosts: ClusterHosts;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  admin.hosts.mockReset();
  hosts = new ClusterHosts(admin);
  return () => vi.useRealTimers();
});
const answer = (...addresses: string[]) => admin.hosts.mockResolvedValue(new Map([['a', addresses]]));

test('hosts come sorted, each once, and those of unknown clusters are none', async () => {
  answer('10.0.0.2:80', '10.0.0.1:80', '10.0.0.2:80');
  const known = await hosts.of(['a', 'b']);
  expect([...known]).toEqual([
    ['a', ['10.0.0.1:80', '10.0.0.2:80']],
    ['b', []],
  ]);
});

test('Envoy is asked once a second, at once for other clusters, and not at all for none', async () => {
  answer('10.0.0.1:80');
  expect((await hosts.of([])).size).toBe(0);
  expect(admin.hosts).not.toHaveBeenCalled();
  await hosts.of(['a']);
  answer('10.0.0.2:80');
  expect((await hosts.of(['a'])).get('a')).toEqual(['10.0.0.1:80']);
  vi.advanceTimersByTime(1000);
  expect((await hosts.of(['a'])).get('a')).toEqual(['10.0.0.2:80']);
  expect(admin.hosts).toHaveBeenCalledTimes(2);
  await hosts.of(['a', 'b']);
  expect(admin.hosts).toHaveBeenCalledTimes(3);
});

test('while Envoy cannot be asked the last answer counts', async () => {
  answer('10.0.0.1:80');
  await hosts.of(['a']);
  vi.advanceTimersByTime(1000);
  admin.hosts.mockRejectedValue(new AdminError('gone'));
  expect((await hosts.of(['a'])).get('a')).toEqual(['10.0.0.1:80']);
});
