import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { get, Probed, redis } from './probes/probed.ts';
import { RedisConnection } from './redis-connection.ts';

const opened: { close: () => unknown }[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

/** A server that lets the test write what and when it likes. */
async function server(onData: (text: string, socket: Socket) => void): Promise<RedisConnection> {
  const listening: Server = createServer((socket) => {
    socket.on('data', (data) => onData(data.toString(), socket));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address() as { port: number };
  const connection = await RedisConnection.open(address.port);
  opened.push(connection, listening);
  return connection;
}

describe('a connection to a real server', () => {
  test('gives replies in order, wherever they are cut', async () => {
    const connection = await server((_text, socket) => {
      socket.write('$5\r\nhe');
      setImmediate(() => socket.write('llo\r\n:1\r\n'));
    });
    const replies = await Promise.all(['GET a', 'GET b'].map((each) => connection.send(Buffer.from(each))));
    expect(replies.map((reply) => Buffer.from(reply).toString())).toEqual(['$5\r\nhello\r\n', ':1\r\n']);
  });

  test('fails what waits when the server hangs up, and everything after', async () => {
    const connection = await server((_text, socket) => socket.destroy());
    await expect(connection.send(Buffer.from('GET a'))).rejects.toThrow('closed');
    await expect(connection.send(Buffer.from('GET a'))).rejects.toThrow('closed');
  });

  test('closes on what is not RESP2', async () => {
    const connection = await server((_text, socket) => socket.write('%1\r\n'));
    await expect(connection.send(Buffer.from('HELLO'))).rejects.toThrow('malformed');
  });

  test('carries the calls of a module', async () => {
    const connection = await server((text, socket) => socket.write(`+${text.length}\r\n`));
    const probed = await Probed.start(
      `request_headers redis ${redis} GET k; request_headers return 4; redis_call_response buffer 9 0 all`,
    );
    probed.host.redis.connect(connection.send);
    probed.stream().requestHeaders(get);
    await probed.host.settled();
    expect(probed.answers().at(-1)).toBe('buffer 9 0 all = 0 +20%0d%0a');
  });
});
