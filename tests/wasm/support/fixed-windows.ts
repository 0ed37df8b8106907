import type { RedisModel } from '../host/redis.ts';
import { windowReply } from './replies.ts';

/** A Redis that runs the limiter's script, in words of JavaScript. Gateways may share one. */
export class FixedWindows {
  /** Key to count and end of the window. */
  readonly counters = new Map<string, { count: number; endsMs: number }>();

  constructor(private readonly nowMs: () => number) {}

  answer: RedisModel = (command) => {
    const [, , , key, limit, seconds] = command;
    const now = this.nowMs();
    let counter = this.counters.get(key!);
    if (counter === undefined || counter.endsMs <= now) {
      counter = { count: 0, endsMs: now + Number(seconds) * 1000 };
      this.counters.set(key!, counter);
    }
    if (counter.count <= Number(limit)) counter.count += 1;
    return windowReply(Number(limit), counter.count, Math.ceil((counter.endsMs - now) / 1000));
  };
}
