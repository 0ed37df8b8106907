import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { BridgeLog } from './bridge-log.ts';
import type { RedisClient } from './client.ts';
import { showCommand, viewQuery } from './command.ts';
import { showReply, type FinishedCall } from './finished-call.ts';
import {
  CALL_PATH,
  CLUSTER_HEADER,
  decodeInit,
  FAILURE_HEADERS,
  INIT_PATH,
  REPLY_HEADERS,
} from './protocol.ts';
import { parseParameters, type RedisSettings } from './redis-settings.ts';
import { harmOf } from './shared-connection.ts';
import type { CloseReason, StatsBook } from './stats.ts';

export interface SessionContext {
  readonly log: BridgeLog;
  readonly stats: StatsBook;
  /** `undefined` for a cluster that the gateway does not have. */
  readonly createClient: (cluster: string) => RedisClient | undefined;
  readonly onInit: (cluster: string, settings: RedisSettings) => void;
  /** Hears of each call when it is over. */
  readonly observe?: ((call: FinishedCall) => void) | undefined;
}

interface Request {
  readonly stream: ServerHttp2Stream;
  readonly path: string;
  readonly cluster: string;
  readonly parts: Buffer[];
  state: 'reading' | 'whole' | 'gone';
}

const wallClockMs = () => performance.timeOrigin + performance.now();

/** The calls of one worker of Envoy to one cluster, in the order in which the plugin made them, and their Redis client. */
export class WorkerSession {
  private readonly context: SessionContext;
  private readonly clients = new Map<string, RedisClient>();
  private readonly requests: Request[] = [];

  constructor(context: SessionContext) {
    this.context = context;
  }

  accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const path = String(headers[':path']);
    const cluster = String(headers[CLUSTER_HEADER] ?? '');
    const request: Request = { stream, path, cluster, parts: [], state: 'reading' };
    this.requests.push(request);
    stream.on('data', (part: Buffer) => request.parts.push(part));
    stream.on('end', () => this.settle(request, 'whole'));
    stream.on('close', () => this.settle(request, 'gone'));
    stream.on('error', (error) =>
      this.context.log.debug(cluster, () => `call of a worker ended: ${error.message}`),
    );
  }

  client(cluster: string): RedisClient | undefined {
    return this.clients.get(cluster);
  }

  dropClient(cluster: string, reason: CloseReason): void {
    this.clients.get(cluster)?.close(reason);
    this.clients.delete(cluster);
  }

  close(): void {
    for (const cluster of [...this.clients.keys()]) this.dropClient(cluster, 'session closed');
  }

  /** Bodies of several streams arrive interleaved: a whole one waits for those before it. */
  private settle(request: Request, state: 'whole' | 'gone'): void {
    if (request.state !== 'reading') return;
    request.state = state;
    while (this.requests.length > 0 && this.requests[0]!.state !== 'reading') {
      const next = this.requests.shift()!;
      if (next.state === 'whole') this.run(next);
    }
  }

  private run(request: Request): void {
    const { stream, path, cluster, parts } = request;
    const body = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const client = this.clientFor(cluster);
    if (client === undefined) {
      this.context.log.warnOnce(cluster, 'unknown cluster, the call fails');
      return answer(stream, undefined);
    }
    if (path === CALL_PATH) this.call(client, cluster, body, stream);
    else if (path === INIT_PATH) this.init(client, cluster, body, stream);
    else answer(stream, undefined);
  }

  private call(client: RedisClient, cluster: string, query: Buffer, stream: ServerHttp2Stream): void {
    const stats = this.context.stats.of(cluster);
    const { words, replies } = this.examine(cluster, query);
    const beginMs = wallClockMs();
    this.context.log.debug(cluster, () => showCommand(words));
    stats.calls++;
    client.call(
      query,
      (reply) => {
        if (reply === undefined) stats.failures++;
        else stats.replies++;
        answer(stream, reply);
        this.tell(cluster, words, reply, beginMs);
      },
      replies > 1,
    );
  }

  private tell(cluster: string, words: readonly Buffer[], reply: Buffer | undefined, beginMs: number): void {
    const { log, observe } = this.context;
    const call = (): FinishedCall => {
      return { cluster, command: showCommand(words), reply: showReply(reply), beginMs, endMs: wallClockMs() };
    };
    log.debug(cluster, () => {
      const finished = call();
      return `${finished.command}: ${finished.reply}, ${(finished.endMs - beginMs).toFixed(2)} ms`;
    });
    observe?.(call());
  }

  /** The gateway looks into no query. What it would make of a bad one shows much later and elsewhere, so say it now. */
  private examine(cluster: string, query: Buffer): { words: readonly Buffer[]; replies: number } {
    const { log } = this.context;
    const { words, replies, isIncomplete, isMalformed } = viewQuery(query);
    const command = () => showCommand(words) || 'a call';
    if (isMalformed)
      log.warn(cluster, `${command()} is not RESP: Redis will close the connection and fail all calls on it`);
    else if (isIncomplete)
      log.warn(cluster, `${command()} is incomplete: it stalls the connection until the op timeout`);
    else if (replies === 0)
      log.warn(cluster, 'an empty query gets no reply: it stalls the connection until the op timeout');
    if (replies > 1) {
      log.warn(
        cluster,
        `${replies} commands in one call (${command()} first): the extra replies would go to other calls; send one command per call`,
      );
    }
    const harmful = harmOf(words);
    if (harmful !== undefined) log.warnOnce(cluster, `${harmful.command} ${harmful.harm}`);
    return { words, replies };
  }

  private init(client: RedisClient, cluster: string, body: Buffer, stream: ServerHttp2Stream): void {
    const request = decodeInit(body);
    if (request === undefined) return answer(stream, undefined);
    const { timeoutMs, user, password, parameters } = request;
    const settings = { timeoutMs, user, password, parameters: parseParameters(parameters) };
    this.context.stats.of(cluster).inits++;
    this.context.log.debug(
      cluster,
      () =>
        `init ${parameters} timeout ${timeoutMs} ms${user.length + password.length > 0 ? ', with credentials' : ''}`,
    );
    this.context.onInit(cluster, settings);
    client.init(settings);
    answer(stream, Buffer.alloc(0));
  }

  private clientFor(cluster: string): RedisClient | undefined {
    const known = this.clients.get(cluster);
    if (known !== undefined) return known;
    const created = this.context.createClient(cluster);
    if (created !== undefined) this.clients.set(cluster, created);
    return created;
  }
}

function answer(stream: ServerHttp2Stream, reply: Buffer | undefined): void {
  // The plugin's root is gone and took its calls with it.
  if (stream.destroyed || stream.closed) return;
  if (reply === undefined) {
    stream.respond(FAILURE_HEADERS, { endStream: true });
    return;
  }
  stream.respond(REPLY_HEADERS);
  stream.end(reply);
}
