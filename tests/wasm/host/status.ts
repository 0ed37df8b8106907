import type { Vm } from './vm.ts';

/** What the gateway makes of the numbers callbacks return. */
export type HeadersStatus = 'continue' | 'stop' | 'stop-all-buffer' | 'stop-all-watermark';
export type DataStatus = 'continue' | 'stop-buffer' | 'stop-watermark' | 'stop-no-buffer';
export type TrailersStatus = 'continue' | 'stop';

// 2 (continue and end the stream) has no counterpart in the gateway and passes as continue.
const headers: HeadersStatus[] = ['continue', 'stop', 'continue', 'stop-all-buffer', 'stop-all-watermark'];
const data: DataStatus[] = ['continue', 'stop-buffer', 'stop-watermark', 'stop-no-buffer'];

/** A failed VM of a fail-closed plugin stops, of a fail-open one is invisible; a missing callback continues. */
const withoutAnswer = <Status>(vm: Vm, stop: Status): Status | 'continue' =>
  vm.failure !== undefined && vm.services.trapPolicy === 'closed' ? stop : 'continue';

export function headersStatus(returned: number | undefined, vm: Vm): HeadersStatus {
  if (returned === undefined) return withoutAnswer(vm, 'stop-all-watermark');
  // Modules whose request headers callback is of an older ABI never meant "headers only".
  const isOlder = vm.abi !== '0_2_100' && vm.has('proxy_on_request_headers');
  if (returned === 1 && isOlder) return 'stop-all-watermark';
  return headers[returned] ?? 'stop-all-watermark';
}

export function dataStatus(returned: number | undefined, vm: Vm): DataStatus {
  if (returned === undefined) return withoutAnswer(vm, 'stop-no-buffer');
  return data[returned] ?? 'stop-no-buffer';
}

export function trailersStatus(returned: number | undefined, vm: Vm): TrailersStatus {
  if (returned === undefined) return withoutAnswer(vm, 'stop');
  return returned === 0 ? 'continue' : 'stop';
}
