/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/**
 * A plugin that does what it is told, to ask any gateway how it behaves. Told by its configuration and, for one
 * request, by the header `x-probe` (see script.ts for the language, verbs.ts for the verbs). Verbs of its own:
 *
 *   return 1,1,0   what the callback answers, one number a call, the last one for ever (default 0)
 *   origin         acts for the stream whose callout is being answered
 *   quiet          logs no more entries of callbacks
 *   report         adds response header `x-probe-report` with everything told so far
 *   grow-on-malloc lets the next allocation by the host grow memory first
 *   trap
 *
 * Phases are the callbacks without `proxy_on_` (`request_headers`, `redis_call_response`, …). Every entry and every
 * statement is told in a log line: `<callback> <arguments>`, `<verb> <words> = <result> <value>`.
 */
import { log, perform } from './verbs';
import { parseScript, Statement } from './script';

class Scripted {
  script: Statement[] = [];
  returned: Map<string, i32> = new Map();
  told: string[] = [];
}

const contexts = new Map<i32, Scripted>();
/** Callout token, negative for Redis, to the stream that made it; outlives the stream as the reply may. */
const origins = new Map<i32, i32>();
let calloutOrigin = 0;
let isQuiet = false;
let growOnMalloc = false;

export function proxy_abi_version_0_2_100(): void {}

export function malloc(size: i32): usize {
  if (growOnMalloc) {
    growOnMalloc = false;
    memory.grow(1);
  }
  return __pin(changetype<usize>(new ArrayBuffer(size)));
}

function actorOf(id: i32): Scripted {
  return contexts.has(id) ? contexts.get(id) : new Scripted();
}

function entered(callback: string, a: i32, b: i32 = -1, c: i32 = -1, d: i32 = -1, e: i32 = -1): void {
  if (isQuiet) return;
  let text = callback + ' ' + a.toString();
  const rest: i32[] = [b, c, d, e];
  for (let i = 0; i < rest.length; i++) if (rest[i] >= 0) text += ',' + rest[i].toString();
  log(text);
}

function nextReturn(actor: Scripted, phase: string, words: string): i32 {
  const numbers = words.split(',');
  const index = actor.returned.has(phase) ? actor.returned.get(phase) : 0;
  actor.returned.set(phase, index + 1);
  return <i32>parseInt(numbers[min(index, numbers.length - 1)]);
}

/** Runs the actor's statements of a phase and returns the number the script wants returned. */
function run(id: i32, phase: string, actor: Scripted, otherwise: i32 = 0): i32 {
  let status = otherwise;
  for (let i = 0; i < actor.script.length; i++) {
    const statement = actor.script[i];
    if (statement.phase != phase) continue;
    if (statement.verb == 'return') status = nextReturn(actor, phase, statement.text(0));
    else obey(id, actor, statement);
  }
  return status;
}

function obey(id: i32, actor: Scripted, statement: Statement): void {
  const verb = statement.verb;
  if (verb == 'quiet') isQuiet = true;
  else if (verb == 'trap') unreachable();
  else if (verb == 'grow-on-malloc') growOnMalloc = true;
  else if (verb == 'report') {
    const header = new Statement('', 'add', [
      '2',
      'x-probe-report',
      actor.told.join(' | ').replaceAll('%', '%25'),
    ]);
    perform(header);
  } else if (verb == 'origin') {
    tell(actor, 'origin', perform(new Statement('', 'effective', [calloutOrigin.toString()])));
  } else {
    const result = perform(statement);
    if (verb == 'redis' || verb == 'http' || verb == 'redis-raw') remember(id, verb, result);
    tell(actor, verb + (statement.words.length > 0 ? ' ' + statement.words.join(' ') : ''), result);
  }
}

function remember(id: i32, verb: string, result: string): void {
  const words = result.split(' ');
  const token = <i32>parseInt(words[1]);
  if (words[0] == '0') origins.set(verb == 'http' ? token : -token, id);
}

function tell(actor: Scripted, what: string, result: string): void {
  const line = what + ' = ' + result;
  actor.told.push(line);
  log(line);
}

/** The bytes of a buffer or a header as a script, empty when there are none. */
function readScript(source: Statement): Statement[] {
  const answer = perform(source);
  if (!answer.startsWith('0 ')) return [];
  return parseScript(String.UTF8.decode(new Statement('', '', [answer.substring(2)]).bytes(0)));
}

export function proxy_on_context_create(id: i32, parent: i32): void {
  entered('context_create', id, parent);
  const actor = new Scripted();
  if (parent != 0) actor.script = actorOf(parent).script;
  contexts.set(id, actor);
}

export function proxy_on_vm_start(id: i32, length: i32): i32 {
  entered('vm_start', id, length);
  return run(id, 'vm_start', actorOf(id), 1);
}

export function proxy_on_configure(id: i32, length: i32): i32 {
  actorOf(id).script = readScript(new Statement('', 'buffer', ['7', '0', 'all']));
  entered('configure', id, length);
  return run(id, 'configure', actorOf(id), 1);
}

export function proxy_on_tick(id: i32): void {
  entered('tick', id);
  run(id, 'tick', actorOf(id));
}

export function proxy_on_request_headers(id: i32, count: i32, end: i32): i32 {
  const own = readScript(new Statement('', 'header', ['0', 'x-probe']));
  if (own.length > 0) actorOf(id).script = own;
  entered('request_headers', id, count, end);
  return run(id, 'request_headers', actorOf(id));
}

export function proxy_on_request_body(id: i32, length: i32, end: i32): i32 {
  entered('request_body', id, length, end);
  return run(id, 'request_body', actorOf(id));
}

export function proxy_on_request_trailers(id: i32, count: i32): i32 {
  entered('request_trailers', id, count);
  return run(id, 'request_trailers', actorOf(id));
}

export function proxy_on_response_headers(id: i32, count: i32, end: i32): i32 {
  entered('response_headers', id, count, end);
  return run(id, 'response_headers', actorOf(id));
}

export function proxy_on_response_body(id: i32, length: i32, end: i32): i32 {
  entered('response_body', id, length, end);
  return run(id, 'response_body', actorOf(id));
}

export function proxy_on_response_trailers(id: i32, count: i32): i32 {
  entered('response_trailers', id, count);
  return run(id, 'response_trailers', actorOf(id));
}

export function proxy_on_http_call_response(
  id: i32,
  token: i32,
  headers: i32,
  length: i32,
  trailers: i32,
): void {
  entered('http_call_response', id, token, headers, length, trailers);
  answered(id, token, 'http_call_response');
}

export function proxy_on_redis_call_response(id: i32, token: i32, status: i32, length: i32): void {
  entered('redis_call_response', id, token, status, length);
  answered(id, -token, 'redis_call_response');
}

/** The script of the stream that called, while it lives; its root's after that. */
function answered(rootId: i32, key: i32, phase: string): void {
  calloutOrigin = origins.has(key) ? origins.get(key) : 0;
  run(calloutOrigin, phase, contexts.has(calloutOrigin) ? actorOf(calloutOrigin) : actorOf(rootId));
}

export function proxy_on_queue_ready(id: i32, token: i32): void {
  entered('queue_ready', id, token);
  run(id, 'queue_ready', actorOf(id));
}

export function proxy_on_done(id: i32): i32 {
  entered('done', id);
  return run(id, 'done', actorOf(id), 1);
}

export function proxy_on_log(id: i32): void {
  entered('log', id);
  run(id, 'log', actorOf(id));
}

export function proxy_on_delete(id: i32): void {
  entered('delete', id);
  run(id, 'delete', actorOf(id));
  contexts.delete(id);
}

export function abort(message: string | null, file: string | null, line: i32, column: i32): void {
  log('abort: ' + (message === null ? '' : message!) + ' at ' + line.toString() + ':' + column.toString());
  unreachable();
}
