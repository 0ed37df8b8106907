const CR = 0x0d;
const LF = 0x0a;
const STAR = 0x2a;
const DOLLAR = 0x24;
/** Words looked at: enough for the options that matter. */
const WORDS = 8;

/** What can be told of a query before Redis answers. */
export interface QueryView {
  /** Name and arguments of the first command, at most eight. */
  readonly words: readonly Buffer[];
  /** How many replies Redis will send for the whole query. */
  readonly replies: number;
  /** The query ends in the middle of a command. */
  readonly isIncomplete: boolean;
  /** Redis will answer with a protocol error and close the connection. */
  readonly isMalformed: boolean;
}

/** Walks over the commands of a query, in RESP or inline, as Redis reads them. */
export function viewQuery(query: Buffer): QueryView {
  let words: readonly Buffer[] = [];
  let replies = 0;
  for (let at = 0; at < query.length;) {
    const command = query[at] === STAR ? readArray(query, at) : readLine(query, at);
    if (command === 'incomplete') return { words, replies, isIncomplete: true, isMalformed: false };
    if (command === 'malformed') return { words, replies, isIncomplete: false, isMalformed: true };
    // Redis passes over empty lines and arrays without a reply.
    if (command.words.length > 0) {
      if (replies === 0) words = command.words;
      replies++;
    }
    at = command.end;
  }
  return { words, replies, isIncomplete: false, isMalformed: false };
}

type Command = { words: Buffer[]; end: number } | 'incomplete' | 'malformed';

function readLine(query: Buffer, at: number): Command {
  const end = query.indexOf(LF, at);
  if (end < 0) return 'incomplete';
  const words = query
    .toString('latin1', at, end)
    .split(/[ \t\r\0]+/)
    .filter((word) => word !== '');
  return { words: words.slice(0, WORDS).map((word) => Buffer.from(word, 'latin1')), end: end + 1 };
}

function readArray(query: Buffer, at: number): Command {
  const head = readNumber(query, at + 1);
  if (typeof head === 'string') return head;
  const words: Buffer[] = [];
  let next = head.end;
  for (let left = head.value; left > 0; left--) {
    if (next >= query.length) return 'incomplete';
    if (query[next] !== DOLLAR) return 'malformed';
    const size = readNumber(query, next + 1);
    if (typeof size === 'string') return size;
    if (size.value < 0) return 'malformed';
    next = size.end + size.value + 2;
    if (next > query.length) return 'incomplete';
    if (words.length < WORDS) words.push(query.subarray(size.end, next - 2));
  }
  return { words, end: next };
}

function readNumber(query: Buffer, at: number): { value: number; end: number } | 'incomplete' | 'malformed' {
  const end = query.indexOf(CR, at);
  if (end < 0 || end + 1 >= query.length) return 'incomplete';
  const text = query.toString('latin1', at, end);
  return /^-?\d{1,15}$/.test(text) ? { value: Number(text), end: end + 2 } : 'malformed';
}

const SECRET_ARGUMENTS = new Set(['AUTH', 'HELLO', 'ACL', 'CONFIG', 'CLIENT', 'MIGRATE']);
const KEYS_AFTER_COUNT = new Set(['EVAL', 'EVALSHA', 'EVAL_RO', 'EVALSHA_RO', 'FCALL', 'FCALL_RO']);
const SHOWN_KEY_LENGTH = 120;

/** Name and first key, for a log. Passwords travel in other arguments, or in commands whose arguments are left out. */
export function showCommand(words: readonly Buffer[]): string {
  const name = commandName(words);
  if (SECRET_ARGUMENTS.has(name)) return name;
  const key = KEYS_AFTER_COUNT.has(name) ? (Number(words[2]) > 0 ? words[3] : undefined) : words[1];
  return key === undefined
    ? name
    : `${name} ${JSON.stringify(key.toString('utf8').slice(0, SHOWN_KEY_LENGTH))}`;
}

export function commandName(words: readonly Buffer[]): string {
  return (words[0]?.toString('latin1') ?? '').toUpperCase();
}
