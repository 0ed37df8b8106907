import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AdminClient } from '../../../gateway/envoy/admin-client.ts';

let folder: string;
let frozen: Server;
let client: AdminClient;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'admin-'));
  const socket = join(folder, 'admin.sock');
  // Answers the head of one page, and of the others nothing.
  frozen = createServer((request, response) => {
    if (request.url === '/half') response.write('half');
  });
  await new Promise<void>((listening) => frozen.listen(socket, listening));
  client = new AdminClient(socket, 50);
});
afterEach(async () => {
  frozen.closeAllConnections();
  frozen.close();
  await rm(folder, { recursive: true, force: true });
});

test.each(['/stats', '/half'])('an Envoy that is frozen at %s is not waited for', async (path) => {
  await expect(client.get(path)).rejects.toThrow(`Envoy's admin interface: no answer to ${path} in 50 ms`);
});

test('an Envoy that is frozen is not live', async () => {
  expect(await client.isLive()).toBe(false);
});
