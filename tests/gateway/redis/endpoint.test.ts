import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls, { type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEndpoint, endpointKey } from '../../../gateway/redis/endpoint.ts';

describe('an endpoint', () => {
  it('shares a connection with its equals only', () => {
    const host = { host: 'h', port: 1 };
    const kinds = [host, { ...host, port: 2 }, { ...host, tls: {} }, { ...host, tls: { serverName: 's' } }];
    expect(new Set(kinds.map(endpointKey)).size).toBe(4);
    expect(endpointKey({ ...host })).toBe(endpointKey(host));
  });
});

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    console.warn('skipped: an endpoint with TLS: no openssl on PATH to make a certificate with');
    return false;
  }
})();

describe.skipIf(!hasOpenssl)('an endpoint with TLS', () => {
  let server: tls.Server;

  beforeAll(async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'tls-test-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(directory, name)) as [string, string];
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=someone.else';
    execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
    server = tls.createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    rmSync(directory, { recursive: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  it.each([
    ['the name it was given', { serverName: 'redis.test' }, 'redis.test'],
    ['no name', {}, false],
  ])('sends %s, and takes any certificate as the gateway does', async (_what, security, expected) => {
    const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    const { port } = server.address() as AddressInfo;
    const { socket, readyEvent } = connectEndpoint({ host: '127.0.0.1', port, tls: security });
    await once(socket, readyEvent);
    const [peer] = await accepted;
    expect((peer as TLSSocket & { servername: string | false }).servername).toBe(expected);
    socket.write('PING');
    expect(String((await once(peer, 'data'))[0])).toBe('PING');
    socket.destroy();
    peer.destroy();
  });
});
