import { Pool } from 'undici';

const CONNECTIONS = 8;

/** Sends `count` requests over a few connections, each with one request under way. @throws {Error} on any but 200 */
export async function sendRequests(pool: Pool, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const { statusCode, body } = await pool.request({ method: 'GET', path: '/status/200' });
      await body.dump();
      if (statusCode !== 200) throw new Error(`a request was answered with ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

export function openPool(url: string): Pool {
  return new Pool(url, { connections: CONNECTIONS });
}
