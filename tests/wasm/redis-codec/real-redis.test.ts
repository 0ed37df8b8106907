import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisServer } from '../../../e2e/servers/redis-server.ts';
import { ReplyReader } from '../../../gateway/redis/reply-reader.ts';
import { readTypedCommands } from '../../../scripts/reference/typed-commands.ts';
import { commandWords } from '../host/resp.ts';
import { CodecModule } from './codec-module.ts';

/** What a description calls a reply, and how it begins. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  Simple: /^\+/,
  Integer: /^:/,
  Bulk: /^\$\d/,
  Array: /^\*\d/,
  Null: /^[$*]-1/,
  Any: /^[^-]/,
};
/** No library of functions is loaded, and Redis 6.2 knows none. */
const REFUSED = /^FCALL /;

let server: Awaited<ReturnType<typeof RedisServer.start>>;
let socket: Socket;
let codec: CodecModule;

beforeAll(async () => {
  codec = await CodecModule.start();
  server = await RedisServer.start();
  socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
});

afterAll(async () => {
  socket?.destroy();
  await server?.stop();
});

async function send(command: Uint8Array): Promise<Buffer> {
  const reader = new ReplyReader();
  socket.write(command);
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    const replies: Buffer[] = [];
    reader.read(chunk, (reply) => void replies.push(Buffer.from(reply)));
    if (replies.length > 0) return replies[0]!;
  }
}

const commands = readTypedCommands().flatMap((family) => family.commands);

/** The shapes that the functions which send this command promise, as `Bulk or Null: …`. */
function promisedFor(words: string): string[] {
  return commands
    .filter(({ sends }) => words.startsWith(`${sends} `) || words === sends)
    .flatMap(({ description }) => description.split(':')[0]!.split(/, | or /));
}

describe('a real Redis', () => {
  it('takes every typed command and answers what its description says', async () => {
    for (let index = 0; index < codec.examples; index++) {
      const command = codec.make(index);
      const words = codec.promise(index);
      expect(Array.isArray(commandWords(command)), words).toBe(true);
      const reply = (await send(command)).toString('latin1');
      if (REFUSED.test(words)) {
        expect(reply, words).toMatch(/^-/);
        continue;
      }
      expect(reply, words).not.toMatch(/^-/);
      const promised = promisedFor(words);
      const fits = promised.length === 0 || promised.some((shape) => SHAPES[shape]?.test(reply));
      expect(fits, `${words} is to answer ${promised.join(' or ')}: ${JSON.stringify(reply)}`).toBe(true);
      expect(codec.isWhole(Buffer.from(reply, 'latin1')), words).toBe(true);
    }
  });
});
