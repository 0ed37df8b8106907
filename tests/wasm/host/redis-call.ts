import { harmOf } from '../../../gateway/redis/shared-connection.ts';
import { commandWords } from './resp.ts';
import { word } from './shown.ts';

export type Deliver = (token: number, status: number, reply: Uint8Array) => void;

/** One accepted redis_call, until its reply or its failure is delivered. */
export class RedisCall {
  isSettled = false;
  /** How often this command was sent again inside a failure callback, and how many calls its own failure made. */
  retries = 0;
  retried = 0;

  constructor(
    readonly token: number,
    readonly cluster: string,
    readonly query: Uint8Array,
    readonly deliver: Deliver,
  ) {}

  /** Words as text, for models and assertions. */
  get command(): string[] {
    const words = commandWords(this.query);
    return typeof words === 'string' ? [] : words.map((each) => Buffer.from(each).toString('utf8'));
  }

  get shown(): string {
    const words = commandWords(this.query);
    return typeof words === 'string' ? words : words.map(word).join(' ');
  }
}

/** Why the gateway's shared connection would suffer from this query; undefined when it would not. */
export function commandFault(
  query: Uint8Array,
): ['one-redis-command' | 'forbidden-redis-command', string] | undefined {
  const words = commandWords(query);
  if (typeof words === 'string') return ['one-redis-command', words];
  const harmful = harmOf(words.map((each) => Buffer.from(each)));
  return harmful && ['forbidden-redis-command', words.map(word).join(' ')];
}
