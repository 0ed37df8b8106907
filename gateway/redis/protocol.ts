/**
 * What the shim beside a plugin (gateway/link/shim/redis.wat, reply.wat) and the bridge say to each other.
 *
 * Cleartext HTTP/2; Envoy is the client. Each worker of Envoy keeps one connection per cluster, so a session stands for
 * both, and its streams open in the order of the plugin's calls.
 *
 *     POST /call   x-cluster: <name>   body: one RESP command
 *     POST /init   x-cluster: <name>   body: u32 timeout ms, u32 user size, u32 password size (little endian),
 *                                            user, password, then the parameters of the cluster string: "" or "?a=b&…"
 *
 *     200 with twelve more headers, body: the raw RESP reply     the reply; for /init an empty body
 *     502 without a body                                         the call failed
 *
 * The shim knows success by the number of headers, at least 12: it can't read :status without allocating in the plugin,
 * and no answer of Envoy itself (503, 504, reset) comes near that number.
 */
export const CALL_PATH = '/call';
export const INIT_PATH = '/init';
export const CLUSTER_HEADER = 'x-cluster';

const FILLER_HEADERS = [...'abcdefghijkl'].map((name) => [name, '1'] as const);

export const REPLY_HEADERS: Readonly<Record<string, string | number>> = {
  ':status': 200,
  ...Object.fromEntries(FILLER_HEADERS),
};
export const FAILURE_HEADERS: Readonly<Record<string, number>> = { ':status': 502 };

const INIT_HEAD_BYTES = 12;

export interface InitRequest {
  readonly timeoutMs: number;
  readonly user: Buffer;
  readonly password: Buffer;
  /** Everything behind the name of the cluster, with the question mark. */
  readonly parameters: string;
}

/** `undefined` for a body that the shim would not write. */
export function decodeInit(body: Buffer): InitRequest | undefined {
  if (body.length < INIT_HEAD_BYTES) return undefined;
  const userEnd = INIT_HEAD_BYTES + body.readUInt32LE(4);
  const passwordEnd = userEnd + body.readUInt32LE(8);
  if (passwordEnd > body.length) return undefined;
  return {
    timeoutMs: body.readUInt32LE(0),
    user: body.subarray(INIT_HEAD_BYTES, userEnd),
    password: body.subarray(userEnd, passwordEnd),
    parameters: body.toString('latin1', passwordEnd),
  };
}

export function encodeInit({ timeoutMs, user, password, parameters }: InitRequest): Buffer {
  const head = Buffer.alloc(INIT_HEAD_BYTES);
  head.writeUInt32LE(timeoutMs, 0);
  head.writeUInt32LE(user.length, 4);
  head.writeUInt32LE(password.length, 8);
  return Buffer.concat([head, user, password, Buffer.from(parameters, 'latin1')]);
}
