/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** Makes the call of the host layer that the header `x-call` names, and logs what came of it. */
import '../../../../assembly/host/abort';
import { enter, leave } from '../../../../assembly/host/arena';
import { getBufferBytes, setBufferBytes } from '../../../../assembly/host/buffers';
import { setTickPeriod } from '../../../../assembly/host/clock';
import { addHeader, getHeader, getHeaderPairs, removeHeader } from '../../../../assembly/host/headers';
import { httpCall, lastHttpToken } from '../../../../assembly/host/http-call';
import { log } from '../../../../assembly/host/log';
import { defineMetric, getMetric, incrementMetric, recordMetric } from '../../../../assembly/host/metrics';
import { PairsReader, PairsWriter } from '../../../../assembly/host/pairs';
import { getProperty, setProperty } from '../../../../assembly/host/properties';
import { getSharedData, lastCas, setSharedData } from '../../../../assembly/host/shared-data';
import { getUpstreamHosts, setUpstreamOverrideHost } from '../../../../assembly/host/upstream';
import { ByteBuffer } from '../../../../assembly/text/byte-buffer';
import { addressOf, Bytes, bytesOf, textOf } from '../../../../assembly/text/bytes';
import { Span } from '../../../../assembly/text/span';

export { malloc } from '../../../../assembly/host/arena';

const INFO = 2;
const REQUEST = 0;
const COUNTER = 0;
const GAUGE = 1;
const NO_MAP = 99;
const CONFIGURATION = 7;
const CALL = bytesOf('x-call');
const ADDED = bytesOf('x-added');
const KEY = bytesOf('some.key');
const VALUE = bytesOf('value');
const SHARED_KEY = new ByteBuffer();
SHARED_KEY.bytes(KEY);
const UNKNOWN_KEY = new ByteBuffer();
UNKNOWN_KEY.bytes(ADDED);

const value = new Span();
const pairs = new PairsReader();

export function proxy_abi_version_0_2_100(): void {}

export function proxy_on_context_create(_id: u32, _parent: u32): void {}

export function proxy_on_request_headers(_id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  getHeader(REQUEST, CALL, value);
  const call = textOf(value.at, value.size);
  log(INFO, `${call}: ${perform(call)}`);
  leave();
  // Only headers that are held may still be edited when the body comes.
  return call == 'body' ? 1 : 0;
}

export function proxy_on_request_body(_id: u32, size: u32, _endOfStream: u32): u32 {
  enter();
  setBufferBytes(0, 0, size, addressOf(VALUE), VALUE.byteLength);
  leave();
  return 0;
}

function perform(call: string): string {
  if (call == 'pairs') return headerNames();
  if (call == 'add') return text(addHeader(REQUEST, ADDED, addressOf(VALUE), VALUE.byteLength));
  if (call == 'remove') return text(removeHeader(REQUEST, CALL));
  if (call == 'property') return propertyAfterSetting();
  if (call == 'shared') return sharedTwice();
  if (call == 'metrics') return metrics();
  if (call == 'http') return httpCallout();
  if (call == 'hosts') return hostNames();
  if (call == 'override') return chooseHost(bytesOf('10.0.0.2:80'));
  if (call == 'tick') return text(setTickPeriod(250));
  if (call.startsWith('absent-')) return absent(call);
  return 'nothing';
}

/** Reads what is not there. `value` holds the name of the call, as it might a value of an earlier export. */
function absent(call: string): string {
  if (call == 'absent-header') return left(getHeader(REQUEST, ADDED, value));
  if (call == 'absent-pairs') return left(getHeaderPairs(NO_MAP, value));
  if (call == 'absent-property') return left(getProperty(ADDED, value));
  if (call == 'absent-buffer') return left(getBufferBytes(CONFIGURATION, 0, 10, value));
  if (call == 'absent-shared') return left(getSharedData(UNKNOWN_KEY, value));
  return 'nothing';
}

function left(result: u32): string {
  return `${result}, ${value.size} bytes at ${value.at}`;
}

function text(result: u32): string {
  return result.toString();
}

function headerNames(): string {
  getHeaderPairs(REQUEST, value);
  return names();
}

function hostNames(): string {
  getUpstreamHosts(value);
  return names();
}

function names(): string {
  let all = '';
  pairs.open(value.at, value.size);
  while (pairs.next()) {
    all += `${textOf(pairs.name.at, pairs.name.size)}=${textOf(pairs.value.at, pairs.value.size)};`;
  }
  return all;
}

function propertyAfterSetting(): string {
  setProperty(KEY, addressOf(VALUE), VALUE.byteLength);
  const result = getProperty(KEY, value);
  return text(result) + ' ' + textOf(value.at, value.size);
}

/** Writes, reads, and tries to write under a version that is gone. */
function sharedTwice(): string {
  setSharedData(SHARED_KEY, addressOf(VALUE), VALUE.byteLength, 0);
  getSharedData(SHARED_KEY, value);
  const cas = lastCas();
  const first = setSharedData(SHARED_KEY, addressOf(CALL), CALL.byteLength, cas);
  const second = setSharedData(SHARED_KEY, addressOf(CALL), CALL.byteLength, cas);
  getSharedData(SHARED_KEY, value);
  return `${first} ${second} ${textOf(value.at, value.size)}`;
}

function metrics(): string {
  const counter = defineMetric(COUNTER, 'requests');
  const gauge = defineMetric(GAUGE, 'open');
  incrementMetric(counter, 2);
  recordMetric(counter, 3);
  recordMetric(gauge, 7);
  incrementMetric(gauge, -1);
  return `${getMetric(counter)} ${getMetric(gauge)} ${incrementMetric(counter, -1)} ${getMetric(999)}`;
}

function httpCallout(): string {
  const block = new ByteBuffer();
  const headers = new PairsWriter(block);
  headers.begin(3);
  put(headers, ':method', 'POST');
  put(headers, ':path', '/purge');
  put(headers, ':authority', 'a.example');
  const cluster: Bytes = bytesOf('outbound|80||origin.static');
  const result = httpCall(cluster, block, addressOf(VALUE), VALUE.byteLength, 500);
  return text(result) + ' ' + text(lastHttpToken());
}

function put(headers: PairsWriter, name: string, written: string): void {
  const bytes = bytesOf(written);
  headers.add(bytesOf(name), addressOf(bytes), bytes.byteLength);
}

function chooseHost(address: Bytes): string {
  return text(setUpstreamOverrideHost(addressOf(address), address.byteLength));
}
