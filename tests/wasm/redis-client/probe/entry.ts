/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** A plugin of another author: sends what the header `x-do` (or the configuration) names, and logs what it hears. */
import '../../../../assembly/host/abort';
import { enter, leave } from '../../../../assembly/host/arena';
import { getBufferBytes } from '../../../../assembly/host/buffers';
import { currentTimeMs } from '../../../../assembly/host/clock';
import { getHeader } from '../../../../assembly/host/headers';
import { log } from '../../../../assembly/host/log';
import {
  Call,
  Caller,
  Command,
  expire,
  get,
  hset,
  incr,
  incrBy,
  Join,
  mget,
  onRedisReply,
  ping,
  Pulse,
  RedisClient,
  RedisSettings,
  Reply,
  ReplyType,
  set,
  time,
} from '../../../../assembly/redis';
import { bytesOf, equalsBytes, textOf } from '../../../../assembly/text/bytes';
import { Span } from '../../../../assembly/text/span';

export { malloc } from '../../../../assembly/host/arena';

const INFO = 2;
const REQUEST = 0;
const CONFIGURATION = 7;
const DO = bytesOf('x-do');
const FIXED = bytesOf('fixed');
const KEY = bytesOf('key');

const settings = new RedisSettings();
settings.serviceName = 'redis.static';
settings.password = 'secret';
settings.servicePort = 80;
settings.maxInFlight = 64;

const pulse = new Pulse();
const join = new Join();
const value = new Span();
let client = new RedisClient(settings, pulse);
let isTicking = false;

/** Says all that a caller can know of a call. */
class Teller extends Caller {
  hear(call: Call, reply: Reply | null): void {
    const what = reply === null ? `fault ${call.fault}` : shown(reply);
    log(INFO, `${call.tag} for ${call.context}: ${what}, recovery ${call.recovery}`);
  }
}

class Joiner extends Caller {
  hear(_call: Call, reply: Reply | null): void {
    settle(reply === null || !reply.nextInteger());
  }
}

/** Needs no words, so that nothing is allocated. */
class Quiet extends Caller {
  hear(_call: Call, reply: Reply | null): void {
    if (reply !== null) reply.next();
  }
}

/** Is told of calls whose answer it has lost interest in. */
class Bored extends Quiet {
  awaits(_call: Call): bool {
    return false;
  }
}

const teller = new Teller();
const joiner = new Joiner();
const quiet = new Quiet();
const bored = new Bored();

function shown(reply: Reply): string {
  const type = reply.next();
  if (type == ReplyType.Integer) return reply.integer.toString();
  if (type == ReplyType.Error) return `error ${textOf(reply.at, reply.size)}`;
  return `type ${type}`;
}

function settle(hasFailed: bool): void {
  if (join.ended(hasFailed)) log(INFO, join.hasFailed ? 'joined, one failed' : 'joined');
}

function tell(id: u32, command: Command, tag: u64): void {
  const fault = client.send(command, teller, id, tag);
  if (fault != 0) log(INFO, `${tag} not sent: fault ${fault}`);
}

function sendJoined(id: u32, stopsAtError: bool): void {
  join.begin(3, stopsAtError);
  if (client.send(incr(KEY), joiner, id) != 0) settle(true);
  if (client.send(incrBy(KEY, 7), joiner, id) != 0) settle(true);
  if (client.send(expire(KEY, 60), joiner, id) != 0) settle(true);
}

/** Keys are byte ranges, numbers are numbers: the shape is fixed when this is compiled. */
function sendFixed(id: u32): void {
  client.send(set(value, 12345), quiet, id);
  client.send(get(KEY), quiet, id);
  client.send(hset(KEY, value, value), quiet, id);
  client.send(expire(KEY, 60), quiet, id);
}

function perform(id: u32, what: string): void {
  if (what == 'one') tell(id, incr(KEY), 1);
  else if (what == 'three') {
    tell(id, incr(KEY), 1);
    tell(id, get(KEY), 2);
    tell(id, expire(KEY, 60), 3);
  } else if (what == 'join') sendJoined(id, false);
  else if (what == 'join-first') sendJoined(id, true);
  else if (what == 'empty') tell(id, mget<string[]>([]), 1);
  else if (what == 'managed') client.send(get('key ' + id.toString()), quiet, id);
  else if (what == 'bored') client.send(incr(KEY), bored, id);
}

export function proxy_abi_version_0_2_100(): void {}

export function proxy_on_configure(_id: u32, size: u32): u32 {
  enter();
  getBufferBytes(CONFIGURATION, 0, size, value);
  const words = textOf(value.at, value.size);
  if (words.includes('deadline')) settings.deadlineMs = 200;
  isTicking = words.includes('tick');
  client = new RedisClient(settings, pulse);
  client.install();
  if (words.includes('configure')) tell(0, ping(), 10);
  pulse.settle(client.tick(currentTimeMs()));
  leave();
  return 1;
}

export function proxy_on_request_headers(id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  getHeader(REQUEST, DO, value);
  // The one that is measured must not even make up the name of what it does.
  if (equalsBytes(value.at, value.size, FIXED)) sendFixed(id);
  else perform(id, textOf(value.at, value.size));
  leave();
  return 0;
}

export function proxy_on_redis_call_response(_root: u32, token: u32, status: u32, size: u32): void {
  enter();
  onRedisReply(token, status, size);
  leave();
}

export function proxy_on_tick(_id: u32): void {
  enter();
  pulse.settle(client.tick(currentTimeMs()));
  if (isTicking) tell(0, time(), 20);
  leave();
}
