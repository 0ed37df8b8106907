import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, test } from 'vitest';
import { type RedisOptions, RedisServer } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Faults } from './faults.ts';
import { REDIS_FAULTS, type RedisFaultName } from './redis-faults.ts';

const COMMAND = 'GETSET key 0123456789\r\n';
const REPLY = '$10\r\n0123456789\r\n';
const WHOLE_REPLY = /^([-+:].*|\$-1|\$\d+\r\n.*)\r\n$/;
/** Without a whole reply until then, what has come is the answer. */
const LISTENING_MS = 200;

let redis: RedisServer;
let network: FaultProxy;
let faults: Faults;

beforeEach(async () => {
  redis = await RedisServer.start();
  network = await FaultProxy.start({ target: redis });
  faults = new Faults(redis, network, () => RedisServer.start());
  await (await redis.client()).set('key', '0123456789');
});
afterEach(async () => {
  await network.stop();
  await redis.stop();
});

/** What a client that comes through the network gets, by default for a command that writes, and whether it is sent away. */
function answer(command = COMMAND): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(network.port, '127.0.0.1');
    const done = setTimeout(() => socket.destroy(), LISTENING_MS);
    socket.write(command);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (WHOLE_REPLY.test(heard)) socket.destroy();
    });
    socket.on('end', () => (heard += ' (closed)'));
    socket.on('error', (error: NodeJS.ErrnoException) => (heard += ` (${error.code})`));
    socket.on('close', () => {
      clearTimeout(done);
      resolve(heard);
    });
  });
}

const answers = (expected: string | RegExp, command = COMMAND) =>
  expect.poll(() => answer(command), { timeout: 10_000 }).toMatch(expected);
/** Before it comes back as it was, a key of a Redis that keeps nothing has to be set again. */
const answersAgain = () => answers(/^(\$-1|\$10)\r\n/);

const SILENCE = /^$/;
const EXPECTED: Record<RedisFaultName, RegExp> = {
  killed: /^ \((closed|ECONNRESET)\)$/,
  frozen: SILENCE,
  paused: SILENCE,
  otherPassword: /^-NOAUTH /,
  outOfMemory: /^-OOM /,
  demoted: /^-READONLY /,
  refusing: /^ \(ECONNREFUSED\)$/,
  unreachable: SILENCE,
  repliesCut: /^\$10\r\n0 \(closed\)$/,
  requestsCut: /^ \((closed|ECONNRESET)\)$/,
  garbled: /^\xff{17}$/,
};
const names = Object.keys(REDIS_FAULTS) as RedisFaultName[];

describe('a fault of the list', () => {
  it.each(names)('%s is there during the body and over after it', async (name) => {
    await answers(REPLY);
    await faults.during(name, () => answers(EXPECTED[name]));
    await answersAgain();
  });

  it.each(['killed', 'paused', 'outOfMemory', 'unreachable'] as const)(
    '%s is over after a body that failed, too',
    async (name) => {
      const failing = faults.during(name, () => Promise.reject(new Error('of the body')));
      await expect(failing).rejects.toThrow('of the body');
      await answersAgain();
    },
  );

  it('paused leaves no data for the next start', async () => {
    await faults.during('paused', () => answers(SILENCE));
    await redis.restart();
    expect(await (await redis.client()).exists('key')).toBe(0);
  });
});

describe('a fault of another Redis', () => {
  async function faultsOf(options: RedisOptions): Promise<{ other: RedisServer; otherFaults: Faults }> {
    const other = await RedisServer.start(options);
    onTestFinished(() => other.stop());
    return { other, otherFaults: new Faults(other, network, () => RedisServer.start()) };
  }

  it.each(['paused', 'otherPassword', 'outOfMemory'] as const)(
    '%s leaves it with the password and the bound of memory it had',
    async (name) => {
      const settings = { requirepass: 'a "first" secret', maxmemory: '100000000' };
      const { other, otherFaults } = await faultsOf({
        password: settings.requirepass,
        config: { maxmemory: settings.maxmemory },
      });
      await otherFaults.during(name, async () => {});
      const client = await other.client();
      for (const [setting, value] of Object.entries(settings))
        expect(await client.configGet(setting)).toEqual({ [setting]: value });
    },
  );

  it('leaves no connection behind when it is refused', async () => {
    const { other, otherFaults } = await faultsOf({ config: { 'rename-command': 'CLIENT ""' } });
    await expect(otherFaults.during('paused', async () => {})).rejects.toThrow(/unknown command/);
    const client = await other.client();
    await expect.poll(() => client.info('replication')).toMatch(/^connected_slaves:0/m);
  });
});

test('harm of the network is over after the body', async () => {
  await faults.during(
    (harmed) => harmed.corrupt('otherType'),
    () => answers(/^\+1\r\n$/, 'EXISTS key\r\n'),
  );
  await faults.during(
    (harmed) => harmed.corrupt(() => Buffer.from('other')),
    () => answers(/^other$/),
  );
  await answers(REPLY);
});

test('another password has clients that are there come anew', async () => {
  const socket = connect(network.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('error', resolve));
  await until(waitFor('the connection to be there', () => network.connections === 1));
  await faults.during('otherPassword', () => closed);
});

test('closed connections are those of all clients, and new ones work', async () => {
  const socket = connect(network.port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.resume().write(COMMAND);
  await until(waitFor('an answer', () => network.replyBytes > 0));
  await faults.closeConnections();
  await closed;
  await answers(REPLY);
});

test('forgotten scripts are unknown', async () => {
  const client = await redis.client();
  const script = await client.scriptLoad('return 1');
  expect(await client.evalSha(script)).toBe(1);
  await faults.forgetScripts();
  await expect(client.evalSha(script)).rejects.toThrow(/NOSCRIPT/);
});
