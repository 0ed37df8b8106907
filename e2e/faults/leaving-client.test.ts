import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until, waitFor } from '../control/wait.ts';
import { AnsweredTooEarly, leave, LeftFirst, SENT_BODY } from './leaving-client.ts';
import { leaveStream } from './leaving-stream.ts';

const NEXT_TO_NOTHING = 1;
const WHOLE = 100;

/** What a server saw of one client that left. */
let seen: {
  bytes: string;
  requests: string[];
  bodyBytes: number;
  hasLeft: boolean;
  error: string | undefined;
};
const sockets = new Set<Socket>();
let server: Server | Http2Server;

beforeEach(() => {
  seen = { bytes: '', requests: [], bodyBytes: 0, hasLeft: false, error: undefined };
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
  await once(server, 'close');
});

async function listen(started: Server | Http2Server): Promise<string> {
  server = started;
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers as far as the path says. */
function answer(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
): void {
  seen.requests.push(`${request.method} ${request.url} ${String(request.headers['x-user'])}`);
  request.on('data', (piece: Buffer) => (seen.bodyBytes += piece.length));
  request.on('error', () => {});
  const [, sent] = /^\/send\/(\d+)$/.exec(request.url ?? '') ?? [];
  if (request.url === '/drop') request.socket.destroy();
  if (sent === undefined) return;
  response.writeHead(200, { 'content-length': WHOLE });
  if ('stream' in response) response.stream.write('');
  else response.flushHeaders();
  if (sent !== '0') (response as ServerResponse).write('x'.repeat(Number(sent)));
  if (Number(sent) === WHOLE) response.end();
}

const request = { headers: { 'x-user': 'leaver' } };
const whenSeen = waitFor('the request to be seen', () => seen.requests.length === 1);
const whenHalfBodySeen = waitFor('half of the body', () => seen.bodyBytes === SENT_BODY.length / 2);
const hasLeft = () => until(waitFor('the client to have left', () => seen.hasLeft));

/** Phases and answers that go beyond them. */
const TOO_MUCH = [
  ['waiting', '/send/0'],
  ['responseHeaders', `/send/${NEXT_TO_NOTHING}`],
  ['responseBody', `/send/${WHOLE}`],
] as const;

/** On loopback what is sent has arrived; the client reads it within a turn of the loop that both run in. */
function answerIsThere() {
  let turns = 0;
  return waitFor('the answer', () => seen.requests.length === 1 && ++turns > 3);
}

describe('a client of HTTP/1.1', () => {
  let url: string;
  beforeEach(async () => {
    const origin = createServer(answer);
    origin.on('connection', (socket: Socket) => {
      socket.on('data', (bytes) => (seen.bytes += bytes.toString('latin1')));
      socket.on('error', (error: NodeJS.ErrnoException) => (seen.error = error.code));
      socket.on('close', () => (seen.hasLeft = true));
    });
    url = await listen(origin);
  });

  const pathOf = { responseHeaders: '/send/0', responseBody: `/send/${NEXT_TO_NOTHING}` };

  it('leaves in the middle of the header block', async () => {
    const reached = waitFor('the beginning', () => seen.bytes.includes('x-user'));
    await leave(url, { ...request, phase: 'requestHeaders', reached }, 'close');
    await hasLeft();
    expect(seen.bytes).toMatch(/^GET \/ HTTP\/1\.1\r\n[^]*x-user: leaver\r$/);
    expect(seen.requests).toEqual([]);
  });

  it('leaves in the middle of the body', async () => {
    await leave(url, { ...request, phase: 'requestBody', reached: whenHalfBodySeen }, 'close');
    await hasLeft();
    expect(seen).toMatchObject({ requests: ['POST / leaver'], bodyBytes: SENT_BODY.length / 2 });
  });

  it.each(['waiting', 'responseHeaders', 'responseBody'] as const)('leaves at %s', async (phase) => {
    const path = phase === 'waiting' ? '/hang' : pathOf[phase];
    await leave(url, { ...request, phase, path, reached: whenSeen }, 'close');
    await hasLeft();
    expect(seen.requests).toEqual([`GET ${path} leaver`]);
  });

  it.each(['close', 'reset'] as const)('leaves by a %s of its connection', async (how) => {
    await leave(url, { phase: 'waiting', reached: whenSeen }, how);
    await hasLeft();
    expect(seen.error).toBe(how === 'reset' ? 'ECONNRESET' : undefined);
  });

  it.each(TOO_MUCH)('says that it was late for %s when more has come', async (phase, path) => {
    const leaving = leave(url, { phase, path, reached: answerIsThere() }, 'close');
    await expect(leaving).rejects.toThrow(AnsweredTooEarly);
  });

  it('says that the server left first', async () => {
    const leaving = leave(url, { phase: 'waiting', path: '/drop', reached: answerIsThere() }, 'close');
    await expect(leaving).rejects.toThrow(LeftFirst);
  });
});

describe('a client of HTTP/2', () => {
  let url: string;
  beforeEach(async () => {
    const origin = createHttp2Server(answer);
    origin.on('stream', (stream) => {
      stream.on('error', () => {});
      stream.on('close', () => {
        seen.hasLeft = true;
        seen.error = String(stream.rstCode);
      });
    });
    url = await listen(origin);
  });

  const CANCEL = '8';

  it('resets its stream in the middle of the body', async () => {
    await leaveStream(url, { ...request, phase: 'requestBody', reached: whenHalfBodySeen });
    await hasLeft();
    expect(seen).toMatchObject({
      requests: ['POST / leaver'],
      bodyBytes: SENT_BODY.length / 2,
      error: CANCEL,
    });
  });

  it.each([
    ['waiting', '/hang'],
    ['responseHeaders', '/send/0'],
    ['responseBody', `/send/${NEXT_TO_NOTHING}`],
  ] as const)('resets its stream at %s', async (phase, path) => {
    await leaveStream(url, { ...request, phase, path, reached: whenSeen });
    await hasLeft();
    expect(seen).toMatchObject({ requests: [`GET ${path} leaver`], error: CANCEL });
  });

  it.each(TOO_MUCH)('says that it was late for %s when more has come', async (phase, path) => {
    const leaving = leaveStream(url, { phase, path, reached: answerIsThere() });
    await expect(leaving).rejects.toThrow(AnsweredTooEarly);
  });

  it('says that the server left first', async () => {
    const leaving = leaveStream(url, { phase: 'waiting', path: '/drop', reached: answerIsThere() });
    await expect(leaving).rejects.toThrow(LeftFirst);
  });
});
