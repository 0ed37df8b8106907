import { dirname, join } from 'node:path';
import { isExecutable } from '../provision/search-path.ts';
import { REQUESTS_PER_KEY, SHARED_PATH, SHARED_REQUESTS } from './resources.ts';
import { withoutPassword } from './without-password.ts';

export type DemoPlaces = {
  url: string;
  adminUrl: string;
  redisUrl: string;
  redisBinary?: string;
  folder: string;
};

/** What to type and what to expect. */
export function guide({ url, adminUrl, redisUrl, redisBinary, folder }: DemoPlaces): string {
  const statusOnly = `curl -s -o /dev/null -w '%{http_code} '`;
  const oneTooMany = (count: number) => `for i in $(seq ${count + 1}); do`;
  return `
  gateway    ${url}
  admin      ${adminUrl}   (/ready, /stats/prometheus, /config_dump)
  Redis      ${withoutPassword(redisUrl)}
  resources  ${folder}   (edit them: changes count at once)

Try it in a second terminal:

1. ${REQUESTS_PER_KEY} requests a minute for each API key
   ${oneTooMany(REQUESTS_PER_KEY)} ${statusOnly} -H 'x-api-key: alice' ${url}/; done; echo
   → ${'200 '.repeat(REQUESTS_PER_KEY)}429

2. what another key has left
   curl -si -H 'x-api-key: bob' ${url}/ | grep -i x-ratelimit
   → x-ratelimit-limit: ${REQUESTS_PER_KEY}, x-ratelimit-remaining: ${REQUESTS_PER_KEY - 1}

3. ${SHARED_REQUESTS} requests a minute for everybody together
   ${oneTooMany(SHARED_REQUESTS)} ${statusOnly} ${url}${SHARED_PATH}; done; echo
   → ${'200 '.repeat(SHARED_REQUESTS)}429

4. the counters, shared by every gateway on this Redis
   ${commandLineClient(redisBinary)} -u ${withoutPassword(redisUrl)} --scan --pattern '*demo-*'
   → …:x-api-key:alice, …:x-api-key:bob, …:global_threshold:60

Ctrl-C stops everything.
`;
}

/** The client beside our own server, or whatever is on PATH. */
function commandLineClient(redisBinary: string | undefined): string {
  const neighbour = join(dirname(redisBinary ?? ''), 'redis-cli');
  return redisBinary !== undefined && isExecutable(neighbour) ? neighbour : 'redis-cli';
}
