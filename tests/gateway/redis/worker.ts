import { connect } from 'node:net';
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { CALL_PATH, CLUSTER_HEADER, encodeInit, INIT_PATH } from '../../../gateway/redis/protocol.ts';

export interface Answer {
  readonly status: number;
  readonly headerCount: number;
  readonly body: string;
}

/** A worker of Envoy as the bridge sees it: one HTTP/2 connection, calls in order. */
export class Worker {
  readonly session: ClientHttp2Session;

  constructor(socketPath: string) {
    this.session = http2.connect('http://redis', { createConnection: () => connect(socketPath) });
    this.session.on('error', () => this.session.destroy());
  }

  /** A stream whose body the caller writes. */
  open(path: string, cluster: string): ClientHttp2Stream {
    return this.session.request({
      ':method': 'POST',
      ':path': path,
      ':authority': 'redis',
      [CLUSTER_HEADER]: cluster,
    });
  }

  call(cluster: string, query: string | Buffer): Promise<Answer> {
    const stream = this.open(CALL_PATH, cluster);
    stream.end(typeof query === 'string' ? Buffer.from(query, 'latin1') : query);
    return answerOf(stream);
  }

  init(
    cluster: string,
    parameters = '',
    login: { user?: string; password?: string; timeoutMs?: number } = {},
  ): Promise<Answer> {
    const { user = '', password = '', timeoutMs = 1000 } = login;
    const stream = this.open(INIT_PATH, cluster);
    stream.end(
      encodeInit({ timeoutMs, user: Buffer.from(user), password: Buffer.from(password), parameters }),
    );
    return answerOf(stream);
  }

  close(): void {
    this.session.destroy();
  }
}

export function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let [status, headerCount] = [0, 0];
    const parts: Buffer[] = [];
    stream.on('response', (headers) => {
      status = Number(headers[':status']);
      headerCount = Object.keys(headers).length;
    });
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => resolve({ status, headerCount, body: Buffer.concat(parts).toString('latin1') }));
    stream.on('error', reject);
  });
}
