import { Result, type HostcallName } from './abi.ts';
import { Counters } from './counters.ts';
import { RestrictedPhaseError } from './errors.ts';
import type { Hostcall } from './hostcall.ts';
import { shownResult } from './shown.ts';
import type { Vm } from './vm.ts';

type Import = (...args: number[]) => number;

/** Wraps a hostcall with what the test asked for: a bare count, or admission and a record. */
export function dispatcher(vm: Vm, name: HostcallName, call: Hostcall): Import {
  return vm.services.isCounting ? counted(vm, name, call.run) : recorded(vm, name, call);
}

/** No rest parameters below nine arguments: they would allocate an array on every call. */
function counted(vm: Vm, name: HostcallName, run: Import): Import {
  const { calls } = vm.services.counters;
  const slot = Counters.slotOf(name);
  if (name === 'http_call') {
    return (...args) => {
      if (vm.isRestricted) refuseEarly(name);
      calls[slot]!++;
      return run(...args);
    };
  }
  return (a, b, c, d, e, f, g, h) => {
    if (vm.isRestricted) refuseEarly(name);
    calls[slot]!++;
    return run(a!, b!, c!, d!, e!, f!, g!, h!);
  };
}

function recorded(vm: Vm, name: HostcallName, { run, inputs, output }: Hostcall): Import {
  const { counters, recorder } = vm.services;
  const slot = Counters.slotOf(name);
  /** Decoding for the record is not the module's copying. */
  const uncounted = <Value>(decode: () => Value): Value => {
    const copied = counters.bytesFromModule;
    const value = decode();
    counters.bytesFromModule = copied;
    return value;
  };
  return (...args) => {
    if (vm.isRestricted) refuseEarly(name);
    counters.calls[slot]!++;
    const words = inputs === undefined ? [] : uncounted(() => describable(vm, () => inputs(...args)));
    recorder.admit(name, words);
    const context = vm.context?.id ?? 0;
    const result = run(...args);
    const value = result === Result.Ok && output !== undefined ? uncounted(() => output(...args)) : '';
    recorder.record(name, words, shownResult(result), value, context);
    return result;
  };
}

/** An address outside memory is answered by `run`; the record only has to survive it. */
function describable(vm: Vm, inputs: () => string[]): string[] {
  try {
    return inputs();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [`(outside memory of ${vm.memory.size} bytes)`];
  }
}

/** While the module initialises every hostcall but log traps. */
function refuseEarly(name: HostcallName): void {
  if (name === 'log') return;
  throw new RestrictedPhaseError(`${name} while the module initialises: only log is allowed there`);
}
