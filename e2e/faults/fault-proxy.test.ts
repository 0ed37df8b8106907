import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until as untilOver, waitFor } from '../control/wait.ts';
import { FaultProxy } from './fault-proxy.ts';

let target: Server;
let seen: string;
let proxy: FaultProxy;
const sockets = new Set<Socket>();
/** The target's ends of connections. */
const peers = new Set<Socket>();

beforeEach(async () => {
  seen = '';
  target = createServer((socket) => {
    sockets.add(socket);
    peers.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      seen += bytes;
      socket.write(`+${bytes}`);
    });
  });
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  const { port } = target.address() as AddressInfo;
  proxy = await FaultProxy.start({ target: { port }, random: () => 0.5 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  peers.clear();
  await proxy.stop();
  target.close();
});

/** A connection through the proxy and everything that came back on it. */
async function open() {
  const socket = connect(proxy.port, '127.0.0.1');
  sockets.add(socket);
  socket.setNoDelay(true);
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  return { socket, pieces, closed, text: () => Buffer.concat(pieces).toString('latin1') };
}

const until = (isSo: () => boolean) => untilOver(waitFor(String(isSo), isSo));

test('without a fault, bytes pass both ways and are counted', async () => {
  const { socket, text } = await open();
  socket.write('ping');
  await until(() => text() === '+ping');
  expect(seen).toBe('ping');
  expect(proxy).toMatchObject({ connections: 1, accepted: 1, requestBytes: 4, replyBytes: 5 });
});

test('the end of one side is the end of the other', async () => {
  const { socket, closed } = await open();
  await until(() => proxy.connections === 1);
  socket.end();
  await closed;
  await until(() => proxy.connections === 0);
  expect(proxy).toMatchObject({ accepted: 1, ended: 1 });
});

test('delay holds replies back, jitter included, and not requests', async () => {
  const { socket, text } = await open();
  proxy.delay(100, 100);
  const sentAt = performance.now();
  socket.write('ping');
  await until(() => seen === 'ping');
  expect(text()).toBe('');
  await until(() => text() === '+ping');
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(149);
});

test('delayed replies wait side by side and keep their order', async () => {
  const { socket, text } = await open();
  proxy.delay(1000);
  const sentAt = performance.now();
  for (const letter of 'abcd') {
    socket.write(letter);
    await sleep(20);
  }
  await until(() => text() === '+a+b+c+d');
  expect(performance.now() - sentAt).toBeLessThan(3000);
});

test('delayed requests reach the target late', async () => {
  const { socket } = await open();
  proxy.delayRequests(100, 100);
  const sentAt = performance.now();
  socket.write('ping');
  await until(() => seen === 'ping');
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(149);
});

test('replies are not held back with the requests', async () => {
  const { socket, text } = await open();
  await until(() => peers.size === 1);
  proxy.delayRequests(5_000);
  socket.write('ping');
  await until(() => proxy.requestBytes === 4);
  for (const peer of peers) peer.write('unasked');
  await until(() => text() === 'unasked');
  expect(seen).toBe('');
});

test('a black hole swallows both directions of old and new connections until it is healed', async () => {
  const old = await open();
  proxy.blackHole();
  const young = await open();
  old.socket.write('a');
  young.socket.write('b');
  await sleep(100);
  expect(seen).toBe('');
  expect(old.socket.destroyed || young.socket.destroyed).toBe(false);
  await proxy.heal();
  await until(() => old.text() === '+a' && young.text() === '+b');
});

test('cutting closes each connection behind that many bytes of replies', async () => {
  proxy.cutAfterBytes(3);
  for (let i = 0; i < 2; i++) {
    const { socket, closed, text } = await open();
    socket.write('ping');
    await closed;
    expect(text()).toBe('+pi');
  }
});

test('cutting counts from the moment it is asked for on a connection that is open', async () => {
  const { socket, closed, text } = await open();
  socket.write('one');
  await until(() => text() === '+one');
  proxy.cutAfterBytes(2);
  socket.write('two');
  await closed;
  expect(text()).toBe('+one+t');
});

test('cutting requests closes each connection behind that many bytes of requests', async () => {
  proxy.cutRequestsAfterBytes(3);
  for (let i = 1; i <= 2; i++) {
    const { socket, closed } = await open();
    socket.write('ping');
    await closed;
    await until(() => seen === 'pin'.repeat(i));
  }
});

test('a target that changes is that of the connections to come', async () => {
  const other = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (bytes) => socket.write(`-${bytes}`));
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const old = await open();
    await until(() => proxy.connections === 1);
    proxy.leadTo(other.address() as AddressInfo);
    const young = await open();
    old.socket.write('a');
    young.socket.write('b');
    await until(() => old.text() === '+a' && young.text() === '-b');
  } finally {
    other.close();
  }
});

test('one byte at a time arrives in many reads and whole', async () => {
  const { socket, pieces, text } = await open();
  proxy.oneByteAtATime();
  socket.write('0123456789');
  await until(() => text() === '+0123456789');
  expect(pieces.length).toBeGreaterThan(3);
});

test('corruption changes replies in a known way', async () => {
  const { socket, text } = await open();
  proxy.corrupt('garbage');
  socket.write('ab');
  await until(() => text() === '\xff\xff\xff');
  proxy.corrupt('otherType');
  socket.write('*1\r\n:7\r\n');
  await until(() => text().endsWith('+*1\r\n+7\r\n'));
  expect(seen).toBe('ab*1\r\n:7\r\n');
});

test('corruption changes replies as it is told', async () => {
  const { socket, text } = await open();
  proxy.corrupt((piece) => Buffer.from(piece.toString().toUpperCase()));
  socket.write('ping');
  await until(() => text() === '+PING');
});

test('refusing resets what is open and lets nobody in until it is healed', async () => {
  const { closed } = await open();
  await until(() => proxy.connections === 1);
  await proxy.refuse();
  await closed;
  await expect(open()).rejects.toThrow('ECONNREFUSED');
  await proxy.heal();
  const { socket, text } = await open();
  socket.write('ping');
  await until(() => text() === '+ping');
});

test('resetting ends what is open and nothing else', async () => {
  const { socket, closed } = await open();
  await until(() => proxy.connections === 1);
  const codes: (string | undefined)[] = [];
  socket.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code));
  proxy.resetConnections();
  await closed;
  expect(codes).toEqual(['ECONNRESET']);
  const next = await open();
  next.socket.write('ping');
  await until(() => next.text() === '+ping');
});

test('a target that is not there ends the connection', async () => {
  target.close();
  await until(() => !target.listening);
  const { closed } = await open();
  await closed;
  await until(() => proxy.connections === 0);
});

test('healing ends whatever is in force', async () => {
  const { socket, text } = await open();
  proxy.corrupt('garbage');
  await proxy.heal();
  socket.write('ping');
  await until(() => text() === '+ping');
});

test('stopping in a black hole leaves no connection behind', async () => {
  const { socket, closed } = await open();
  proxy.blackHole();
  socket.write('ping');
  await sleep(20);
  await proxy.stop();
  await closed;
  expect(proxy.connections).toBe(0);
});
