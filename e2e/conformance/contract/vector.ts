/** What the client and the servers around the gateway do in one request, and what the probe is told to do. */
export interface Exchange {
  /** The probe's statements for this request; the language stands in tests/wasm/host/probes/script.ts. */
  script?: string;
  /** Of HTTP between client and gateway; default 2, which can do more. */
  version?: 1 | 2;
  path?: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** Chunks, far enough apart in time that a gateway sees each on its own. */
  body?: readonly string[];
  trailers?: Readonly<Record<string, string>>;
  /** `open`: the client never finishes the request; `leaves`: it goes away, and only then Redis answers. */
  client?: 'finishes' | 'open' | 'leaves';
  response?: Response;
  /** What Redis says to the commands of this request, in their order; to the others nothing. */
  redis?: readonly RedisAnswer[];
  /** Pause before each reply of Redis. */
  redisPaceMs?: number;
  /** The server of http callouts ends the connection in the middle of its answer. */
  isWebCut?: boolean;
}

export interface Response {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: readonly string[];
  trailers?: Readonly<Record<string, string>>;
}

/** Raw bytes of the reply to one command (Latin-1). */
export type RedisAnswer =
  | string
  /** `asking`: the connection of the next command; `all`: without waiting for a command. */
  | { close: 'asking' | 'all' }
  /** Once that many commands are there, bytes written one piece after another: whole replies, parts, several at once. */
  | { calls: number; writes: readonly string[] };
export const close: RedisAnswer = { close: 'asking' };
export const closeAll: RedisAnswer = { close: 'all' };

/** What must be seen. Lines of the probe are normalised (told.ts), and others may stand between those named. */
export interface Expectation {
  told?: readonly string[];
  /** No line begins like this. */
  untold?: readonly string[];
  upstream?: 'nothing' | Partial<Arrival>;
  downstream?: 'nothing' | 'reset' | Partial<Arrival & { status: number }>;
  /** What Redis received, in order; every new connection begins with CONNECTED. */
  redis?: readonly string[];
  /** How often Redis read something. */
  redisReads?: number;
  /** How many connections to Redis the gateway ended. */
  redisClosed?: number;
}
export const CONNECTED = '---';

/** A header that must be absent is `null`. */
export interface Arrival {
  path: string;
  headers: Readonly<Record<string, string | null>>;
  body: string;
  trailers: Readonly<Record<string, string>>;
}

/** `other probe`: the same code as another binary; otherwise the text form of a module. */
export type ModuleText = 'probe' | 'other probe' | { text: string };

export type Step =
  /** Loads a plugin, or gives a loaded one another configuration. */
  | {
      load: string;
      module?: ModuleText;
      /** The script that is its configuration. */
      script?: string;
      /** The gateway has to say no, in words that match. */
      refused?: RegExp;
      failStrategy?: 'FAIL_OPEN' | 'FAIL_CLOSE';
      /** How long after it what is expected may take. */
      pauseMs?: number;
      expect?: Expectation;
    }
  | { unload: string; expect?: Expectation }
  | { ask: Exchange; expect: Expectation }
  /** Begins a request whose answer is not awaited; `finish` lets its client go. */
  | { begin: Exchange; expect?: Expectation }
  | { finish: true; expect?: Expectation }
  /** Redis answers commands of earlier steps. */
  | { reply: readonly RedisAnswer[]; expect: Expectation }
  /** A request the gateway refuses before its filters see it. */
  | { malformed: true; expect: Expectation }
  | { pauseMs: number; expect: Expectation };

/** A statement of the host contract, as what to do on a gateway and what to see there. */
export interface Vector {
  /** Its number in the host contract. */
  number: number;
  title: string;
  /** Counters that start with the VM (tokens, metric ids, context ids) are compared as they are. */
  isRaw?: boolean;
  steps: readonly Step[];
  /** Why it can't be said on one of the gateways; the other one still shows it. */
  inexpressible?: Partial<Record<BenchName, string>>;
  /** Why what Redis would see can't be shown on one of the gateways; the rest is. */
  unwired?: Partial<Record<BenchName, string>>;
}

export type BenchName = 'scripted host' | 'local gateway';

/** One request, one look. */
export function ask(number: number, title: string, exchange: Exchange, expect: Expectation): Vector {
  return { number, title, steps: [{ ask: exchange, expect }] };
}

export const ORIGIN = 'outbound|80||origin.static';
export const REDIS = 'outbound|80||redis.static';
export const WEB = 'outbound|80||web.static';
/** Known, and without a single endpoint. */
export const EMPTY = 'outbound|80||empty.higress-system.svc.cluster.local';
/** As REDIS, served by a bridge that has no endpoint. */
export const EMPTY_REDIS = 'outbound|6379||empty-redis.higress-system.svc.cluster.local';
