import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { viewQuery } from '../../../gateway/redis/command.ts';

/** A Redis that says only what the test tells it to, and remembers what it was sent. */
export class ScriptedRedis {
  readonly connections: ScriptedConnection[] = [];
  private readonly server: net.Server;
  private readonly onConnection: (connection: ScriptedConnection) => void;

  static async start(
    onConnection: (connection: ScriptedConnection) => void = () => {},
  ): Promise<ScriptedRedis> {
    const redis = new ScriptedRedis(onConnection);
    redis.server.listen(0, '127.0.0.1');
    await once(redis.server, 'listening');
    return redis;
  }

  private constructor(onConnection: (connection: ScriptedConnection) => void) {
    this.onConnection = onConnection;
    this.server = net.createServer((socket) => {
      const connection = new ScriptedConnection(socket);
      this.connections.push(connection);
      this.onConnection(connection);
    });
  }

  get endpoint(): { host: string; port: number } {
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  get last(): ScriptedConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new Error('nobody connected');
    return connection;
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.close();
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}

export class ScriptedConnection {
  /** As they came off the wire, one entry a read. */
  readonly reads: string[] = [];
  isClosed = false;
  private readonly socket: Socket;
  private onRead: (text: string) => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.reads.push(chunk.toString('latin1'));
      this.onRead(chunk.toString('latin1'));
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => (this.isClosed = true));
  }

  get received(): string {
    return this.reads.join('');
  }

  /** Answers each command with the next reply of `replies`, all in one write per read. */
  answer(reply: (index: number) => string): this {
    let index = 0;
    this.onRead = (text) => {
      const { replies } = viewQuery(Buffer.from(text, 'latin1'));
      let answer = '';
      for (let i = 0; i < replies; i++) answer += reply(index++);
      this.send(answer);
    };
    return this;
  }

  send(text: string): void {
    this.socket.write(Buffer.from(text, 'latin1'));
  }

  close(): void {
    this.socket.destroy();
  }
}
