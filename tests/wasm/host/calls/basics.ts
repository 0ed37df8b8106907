import { logLevels, Result } from '../abi.ts';
import { inMemory, type Hostcalls } from '../hostcall.ts';
import { readProperty, writeProperty } from '../properties.ts';
import { quoted, shownLevel } from '../shown.ts';
import type { Vm } from '../vm.ts';

/** Log, time, tick, status, properties, contexts, foreign functions. */
export function basicCalls(vm: Vm): Hostcalls {
  const { memory, services } = vm;
  const path = (at: number, length: number): string => memory.key(at, length).replaceAll('\0', '.');

  return {
    proxy_log: {
      run: (level, text, length) => {
        if (level < 0 || level >= logLevels.length) return Result.BadArgument;
        if (!memory.has(text, length)) return Result.InvalidMemoryAccess;
        services.counters.logLines++;
        vm.log(level, memory.text(text, length));
        return Result.Ok;
      },
      inputs: (level, text, length) => [shownLevel(level), quoted(memory.copy(text, length))],
    },
    proxy_get_log_level: {
      run: (levelOut) => {
        const { logLevel } = services;
        return memory.writeU32(levelOut, logLevel === 'off' ? logLevels.length : logLevels.indexOf(logLevel));
      },
      output: (levelOut) => shownLevel(memory.u32(levelOut)),
    },
    proxy_get_current_time_nanoseconds: {
      run: (timeOut) => memory.writeU64(timeOut, services.clock.nanoseconds),
      output: () => String(services.clock.nanoseconds),
    },
    proxy_set_tick_period_milliseconds: {
      run: (periodMs) => {
        vm.context!.root.setTick(periodMs >>> 0);
        return Result.Ok;
      },
      inputs: (periodMs) => [String(periodMs >>> 0)],
    },
    proxy_get_status: {
      run: (codeOut, addressOut, lengthOut) => {
        const { root } = vm.context!;
        const isWritten = memory.writeU32(codeOut, root.statusCode);
        return isWritten || memory.give(Buffer.from(root.statusMessage), addressOut, lengthOut);
      },
      output: (codeOut, addressOut, lengthOut) =>
        `${memory.u32(codeOut)} ${quoted(memory.copy(memory.u32(addressOut), memory.u32(lengthOut)))}`,
    },
    proxy_get_property: {
      run: (key, length, addressOut, lengthOut) => {
        if (!memory.has(key, length)) return Result.InvalidMemoryAccess;
        const value = readProperty(memory.key(key, length), vm.context!);
        return typeof value === 'number' ? value : memory.give(value, addressOut, lengthOut);
      },
      inputs: (key, length) => [path(key, length)],
      output: (_key, _length, addressOut, lengthOut) =>
        quoted(memory.copy(memory.u32(addressOut), memory.u32(lengthOut))),
    },
    proxy_set_property: {
      run: (key, length, value, valueLength) => {
        if (!inMemory(vm, key, length, value, valueLength)) return Result.InvalidMemoryAccess;
        return writeProperty(memory.key(key, length), memory.copy(value, valueLength), vm.context!);
      },
      inputs: (key, length, value, valueLength) => [
        path(key, length),
        quoted(memory.copy(value, valueLength)),
      ],
    },
    proxy_set_effective_context: {
      run: (id) => (vm.chooseContext(id >>> 0) ? Result.Ok : Result.BadArgument),
      inputs: (id) => [String(id >>> 0)],
    },
    proxy_done: {
      run: () => (vm.context!.root.finish() ? Result.Ok : Result.NotFound),
    },
    proxy_call_foreign_function: {
      run: (name, nameLength, args, argsLength, addressOut, lengthOut) => {
        if (!inMemory(vm, name, nameLength, args, argsLength)) return Result.InvalidMemoryAccess;
        const call = services.foreign.get(memory.text(name, nameLength));
        if (call === undefined) return Result.NotFound;
        const answer = call(memory.copy(args, argsLength), vm.context!.asStream);
        if (typeof answer === 'number') return answer;
        return addressOut === 0 || lengthOut === 0 ? Result.Ok : memory.give(answer, addressOut, lengthOut);
      },
      inputs: (name, nameLength, args, argsLength) => [
        memory.text(name, nameLength),
        quoted(memory.copy(args, argsLength)),
      ],
    },
  };
}
