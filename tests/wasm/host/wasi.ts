import type { Vm } from './vm.ts';

/** WASI preview1 as far as the gateway offers it, under both of its module names. */
export const wasiModules = ['wasi_snapshot_preview1', 'wasi_unstable'];

const Errno = { success: 0, badf: 8, inval: 28, noent: 44, nosys: 52, notsup: 58 };

export interface WasiCall {
  params: string;
  run: (...args: never[]) => number;
}

/** Calls keyed by import name; `proc_exit` alone returns nothing. */
export function wasiCalls(vm: Vm): Record<string, WasiCall> {
  const { services } = vm;
  const u32 = (at: number, value: number): number => vm.memory.writeU32(at, value);
  const variables = Object.entries(services.environment).map(([name, value]) =>
    Buffer.from(`${name}=${value}\0`),
  );
  const call = (params: string, run: (...args: never[]) => number): WasiCall => ({ params, run });

  return {
    fd_write: call('iiii', (fd: number, vectors: number, count: number, writtenOut: number) => {
      if (fd !== 1 && fd !== 2) return Errno.badf;
      const parts: Uint8Array[] = [];
      for (let i = 0; i < count; i++) {
        parts.push(vm.memory.copy(vm.memory.u32(vectors + 8 * i), vm.memory.u32(vectors + 8 * i + 4)));
      }
      const bytes = Buffer.concat(parts);
      const text = bytes.toString('utf8').replace(/\n$/, '');
      if (text !== '') {
        services.counters.logLines++;
        vm.log(fd === 1 ? 2 : 4, text);
      }
      u32(writtenOut, bytes.length);
      return Errno.success;
    }),
    clock_time_get: call('iIi', (id: number, _precision: bigint, timeOut: number) => {
      if (id !== 0 && id !== 1) return Errno.notsup;
      vm.memory.writeU64(timeOut, services.clock.nanoseconds);
      return Errno.success;
    }),
    random_get: call('ii', (at: number, length: number) => {
      if (length > 65536) return Errno.inval;
      services.random(vm.memory.bytes().subarray(at >>> 0, (at >>> 0) + length));
      return Errno.success;
    }),
    environ_sizes_get: call('ii', (countOut: number, sizeOut: number) => {
      u32(countOut, variables.length);
      u32(sizeOut, Buffer.concat(variables).length);
      return Errno.success;
    }),
    environ_get: call('ii', (addresses: number, buffer: number) => {
      let at = buffer;
      variables.forEach((variable, i) => {
        u32(addresses + 4 * i, at);
        vm.memory.bytes().set(variable, at);
        at += variable.length;
      });
      return Errno.success;
    }),
    args_sizes_get: call('ii', (countOut: number, sizeOut: number) => u32(countOut, 0) || u32(sizeOut, 0)),
    args_get: call('ii', () => Errno.success),
    fd_fdstat_get: call('ii', (fd: number, statusOut: number) => {
      if (fd !== 1 && fd !== 2) return Errno.badf;
      vm.memory.bytes().fill(0, statusOut, statusOut + 24);
      vm.memory.writeU64(statusOut + 8, 64n);
      return Errno.success;
    }),
    fd_fdstat_set_flags: call('ii', () => Errno.success),
    fd_prestat_get: call('ii', () => Errno.badf),
    fd_prestat_dir_name: call('iii', () => Errno.badf),
    fd_read: call('iiii', () => Errno.nosys),
    fd_seek: call('iIii', () => Errno.success),
    fd_close: call('i', () => Errno.success),
    path_open: call('iiiiiIIii', () => Errno.noent),
    path_filestat_get: call('iiiii', () => Errno.noent),
    poll_oneoff: call('iiii', (_in: number, _out: number, _count: number, eventsOut: number) =>
      u32(eventsOut, 0),
    ),
    sched_yield: call('', () => Errno.success),
    // Only a log line on the gateway: the module goes on after it.
    proc_exit: call('i', () => Errno.success),
  };
}
