import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until, type Wait, waitFor } from '../control/wait.ts';

/** How far an exchange has come when its client leaves. `waiting`: all is sent and nothing received. */
export type Phase = 'requestHeaders' | 'requestBody' | 'waiting' | 'responseHeaders' | 'responseBody';

export type Departure<P extends Phase = Phase> = {
  phase: P;
  path?: string;
  headers?: Record<string, string>;
  /** Shows that the others have come that far too; the client itself sees only what it receives. */
  reached?: Wait;
};

/** The client would have left later than it was told to. */
export class AnsweredTooEarly extends Error {
  override name = 'AnsweredTooEarly';
}

/** The other side has ended the exchange before the client could. */
export class LeftFirst extends Error {
  override name = 'LeftFirst';
}

export const SENT_BODY = 'x'.repeat(1024);

/**
 * Sends a request of HTTP/1.1 and ends the connection in the middle of the exchange: with FIN or with RST. The answer
 * has to be one that stalls where the client is to leave, or the client is late.
 * @throws {AnsweredTooEarly} when more was received by then than the phase allows
 * @throws {LeftFirst} when the connection had ended by then
 */
export async function leave(url: string, departure: Departure, how: 'close' | 'reset'): Promise<void> {
  const { phase, reached } = departure;
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  socket.on('error', () => {});
  try {
    await once(socket, 'connect');
    socket.write(requestPart(hostname, departure));
    if (phase === 'responseHeaders' || phase === 'responseBody') {
      const isThere = () => comesUpTo(phase, received);
      await until(waitFor(`the client to have received as much as ${phase}`, isThere));
    }
    if (reached !== undefined) await until(reached);
    if (isPast(phase, received)) throw new AnsweredTooEarly(`received ${JSON.stringify(received)}`);
    if (socket.destroyed || socket.readableEnded) throw new LeftFirst(`received ${JSON.stringify(received)}`);
  } finally {
    await end(socket, how);
  }
}

/** What is sent of the request before the client leaves. */
function requestPart(host: string, { phase, path = '/', headers = {} }: Departure): string {
  const hasBody = phase === 'requestBody';
  const fields = { host, ...headers, ...(hasBody ? { 'content-length': String(SENT_BODY.length) } : {}) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const block = `${hasBody ? 'POST' : 'GET'} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  // All lines but the empty one that ends them, and the end of the last one.
  if (phase === 'requestHeaders') return block.slice(0, -'\n\r\n'.length);
  return hasBody ? block + SENT_BODY.slice(0, SENT_BODY.length / 2) : block;
}

function comesUpTo(phase: Phase, received: string): boolean {
  const body = bodyOf(received);
  return body !== undefined && (phase === 'responseHeaders' || body.length > 0);
}

function isPast(phase: Phase, received: string): boolean {
  const body = bodyOf(received);
  if (phase === 'responseHeaders') return body !== '';
  if (phase !== 'responseBody') return received !== '';
  const [, length] = /^content-length: (\d+)/im.exec(received) ?? [];
  return length === undefined || body!.length >= Number(length);
}

/** What came behind the header block; undefined before that is whole. */
function bodyOf(received: string): string | undefined {
  const end = received.indexOf('\r\n\r\n');
  return end < 0 ? undefined : received.slice(end + 4);
}

async function end(socket: Socket, how: 'close' | 'reset'): Promise<void> {
  if (socket.destroyed) return;
  const closed = once(socket, 'close');
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
  await closed;
}
