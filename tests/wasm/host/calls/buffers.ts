import { BufferType, bufferTypeNames, Result } from '../abi.ts';
import { bodyOf, inMemory, type Hostcalls } from '../hostcall.ts';
import { quoted, shownBuffer } from '../shown.ts';
import type { Vm } from '../vm.ts';

const nothing = new Uint8Array(0);

/** Bytes, undefined where the gateway has no such buffer now, which is NotFound. */
function bufferOf(vm: Vm, type: number): Uint8Array | undefined {
  const context = vm.context!;
  if (type === BufferType.RequestBody || type === BufferType.ResponseBody) {
    return bodyOf(context, type)?.bytes ?? nothing;
  }
  if (type === BufferType.CalloutBody) return vm.httpAnswer?.body;
  if (type === BufferType.VmConfiguration) return context.root.vmConfiguration;
  if (type === BufferType.PluginConfiguration) {
    return context.root.isConfiguring ? context.root.configuration : undefined;
  }
  return type === BufferType.RedisReply ? vm.redisReply : undefined;
}

const isKnown = (type: number): boolean => type >= 0 && type < bufferTypeNames.length;

export function bufferCalls(vm: Vm): Hostcalls {
  const { memory } = vm;
  return {
    proxy_get_buffer_bytes: {
      run: (type, start, maximum, addressOut, lengthOut) => {
        if (!isKnown(type)) return Result.BadArgument;
        const bytes = bufferOf(vm, type);
        if (bytes === undefined) return Result.NotFound;
        const from = Math.min(start >>> 0, bytes.length);
        return memory.give(bytes, addressOut, lengthOut, from, Math.min(maximum >>> 0, bytes.length - from));
      },
      inputs: (type, start, maximum) => [
        shownBuffer(type),
        String(start >>> 0),
        maximum >>> 0 >= 0x7fffffff ? 'all' : String(maximum >>> 0),
      ],
      output: (_type, _start, _maximum, addressOut, lengthOut) =>
        quoted(memory.copy(memory.u32(addressOut), memory.u32(lengthOut))),
    },
    proxy_get_buffer_status: {
      run: (type, lengthOut, flagsOut) => {
        if (!isKnown(type)) return Result.BadArgument;
        const bytes = bufferOf(vm, type);
        if (bytes === undefined) return Result.NotFound;
        return memory.writeU32(lengthOut, bytes.length) || memory.writeU32(flagsOut, 0);
      },
      inputs: (type) => [shownBuffer(type)],
      output: (_type, lengthOut) => String(memory.u32(lengthOut)),
    },
    proxy_set_buffer_bytes: {
      run: (type, start, length, data, size) => {
        if (!isKnown(type)) return Result.BadArgument;
        if (!inMemory(vm, data, size)) return Result.InvalidMemoryAccess;
        if (type > BufferType.ResponseBody) {
          return bufferOf(vm, type) === undefined ? Result.NotFound : Result.BadArgument;
        }
        const body = bodyOf(vm.context!, type);
        if (body === undefined) return Result.NotFound;
        const isDone = body.splice(start >>> 0, length >>> 0, memory.copy(data, size));
        return isDone ? Result.Ok : Result.BadArgument;
      },
      inputs: (type, start, length, data, size) => [
        shownBuffer(type),
        String(start >>> 0),
        length >>> 0 >= 0x7fffffff ? 'all' : String(length >>> 0),
        quoted(memory.copy(data, size)),
      ],
    },
  };
}
