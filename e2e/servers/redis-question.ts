import { once } from 'node:events';
import { connect } from 'node:net';

/** The first line of the reply to an inline command on a connection of its own: clients give up on a server that loads. */
export async function answerTo(port: number, command: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.toString('latin1').split('\r\n')[0]!;
  } finally {
    socket.destroy();
  }
}
