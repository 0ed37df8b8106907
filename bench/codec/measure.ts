import { compiledProbe } from '../../tests/wasm/support/compiled-probe.ts';
import { type Figure, timeInterleaved } from '../rounds.ts';

/** What a command costs in nanoseconds, typed and through managed strings. */
export type CodecRow = {
  command: string;
  encode: { typed: Figure; managed: Figure; ratio: number };
  decode: { typed: Figure; managed: Figure; ratio: number };
};

type Exports = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  reserve(size: number): number;
  encodeTyped(command: number, times: number): number;
  encodeManaged(command: number, times: number): number;
  decodeTyped(command: number, times: number, at: number, size: number): bigint;
  decodeManaged(command: number, times: number, at: number, size: number): bigint;
};

const PROFILE = [1, 2, 3, 4, 5].map((each) => `$6\r\nfield${each}\r\n$4\r\n100${each}\r\n`).join('');
const VALUES = '$30\r\n{"name":"alice","plan":"free"}\r\n'.repeat(5);

/** In the order of the probe's tables: the command and its reply. */
export const COMMANDS: readonly (readonly [name: string, reply: string])[] = [
  ['GET', '$30\r\n{"name":"alice","plan":"free"}\r\n'],
  ['SETEX', '+OK\r\n'],
  ['INCR', ':1234\r\n'],
  ['EXPIRE', ':1\r\n'],
  ['HSET', ':1\r\n'],
  ['HGETALL, 5 fields', `*10\r\n${PROFILE}`],
  ['LPUSH', ':17\r\n'],
  ['ZADD', ':1\r\n'],
  ['EVALSHA, 1 key, 4 arguments', '*3\r\n:100\r\n:42\r\n:37\r\n'],
  ['MGET, 5 keys', `*5\r\n${VALUES}`],
];

/** @throws {Error} if the two ways do not come to the same */
export async function measureCodec(): Promise<CodecRow[]> {
  const codec = await startProbe();
  return COMMANDS.map(([command, reply], index) => {
    const bytes = Buffer.from(reply);
    const at = codec.reserve(bytes.length);
    new Uint8Array(codec.memory.buffer, at).set(bytes);
    const ways = {
      encodeTyped: (times: number) => codec.encodeTyped(index, times),
      encodeManaged: (times: number) => codec.encodeManaged(index, times),
      decodeTyped: (times: number) => codec.decodeTyped(index, times, at, bytes.length),
      decodeManaged: (times: number) => codec.decodeManaged(index, times, at, bytes.length),
    };
    if (ways.encodeTyped(1) !== ways.encodeManaged(1) || ways.decodeTyped(1) !== ways.decodeManaged(1)) {
      throw new Error(`${command}: the two ways differ`);
    }
    const figures = timeInterleaved(
      Object.entries(ways).map(([name, run]) => ({ name, run: (times) => void run(times) })),
    );
    const compared = (typed: Figure, managed: Figure) => ({
      typed,
      managed,
      ratio: managed.median / typed.median,
    });
    return {
      command,
      encode: compared(figures.get('encodeTyped')!, figures.get('encodeManaged')!),
      decode: compared(figures.get('decodeTyped')!, figures.get('decodeManaged')!),
    };
  });
}

async function startProbe(): Promise<Exports> {
  const bytes = await compiledProbe('bench/codec/probe', ['-O3', '--shrinkLevel', '1']);
  const module = await WebAssembly.compile(Uint8Array.from(bytes));
  const env = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
  const { exports } = await WebAssembly.instantiate(module, { env });
  const codec = exports as unknown as Exports;
  codec._initialize();
  return codec;
}
