/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** The probe with one verb more: `inject BYTES END`, where END is 1 for the end of the response. */
import * as env from './env';
import { Statement } from './script';
import { extend } from './verbs';

export * from './probe';

extend((s: Statement): string | null => {
  if (s.verb != 'inject') return null;
  const data = s.bytes(0);
  return env
    .proxy_inject_encoded_data_to_filter_chain(changetype<usize>(data), data.byteLength, s.number(1))
    .toString();
});
