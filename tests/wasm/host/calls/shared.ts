import { metricTypeNames, Result } from '../abi.ts';
import { inMemory, type Hostcalls } from '../hostcall.ts';
import { quoted, word } from '../shown.ts';
import type { Vm } from '../vm.ts';

/** Shared data, shared queues, metrics. */
export function sharedCalls(vm: Vm): Hostcalls {
  const { memory, services, metricIds } = vm;
  const { sharedData, queues, loop } = services;

  const given = (addressOut: number, lengthOut: number): string =>
    quoted(memory.copy(memory.u32(addressOut), memory.u32(lengthOut)));
  const token = (tokenOut: number): string => String(memory.u32(tokenOut));
  // i64 parameters arrive as bigint, whatever the common signature of a hostcall says.
  const big = (value: number): bigint => value as unknown as bigint;

  return {
    proxy_get_shared_data: {
      run: (key, keyLength, addressOut, lengthOut, casOut) => {
        if (!inMemory(vm, key, keyLength, casOut, 4)) return Result.InvalidMemoryAccess;
        const item = sharedData.get(memory.key(key, keyLength));
        if (item === undefined) return Result.NotFound;
        return memory.give(item.value, addressOut, lengthOut) || memory.writeU32(casOut, item.cas);
      },
      inputs: (key, keyLength) => [word(memory.copy(key, keyLength))],
      output: (_key, _keyLength, addressOut, lengthOut, casOut) =>
        `${given(addressOut, lengthOut)} cas ${memory.u32(casOut)}`,
    },
    proxy_set_shared_data: {
      run: (key, keyLength, value, valueLength, cas) => {
        if (!inMemory(vm, key, keyLength, value, valueLength)) return Result.InvalidMemoryAccess;
        return sharedData.set(memory.key(key, keyLength), memory.copy(value, valueLength), cas >>> 0);
      },
      inputs: (key, keyLength, value, valueLength, cas) => [
        word(memory.copy(key, keyLength)),
        quoted(memory.copy(value, valueLength)),
        ...(cas === 0 ? [] : [`cas ${cas >>> 0}`]),
      ],
    },
    proxy_register_shared_queue: {
      run: (name, length, tokenOut) => {
        if (!memory.has(name, length)) return Result.InvalidMemoryAccess;
        const { root } = vm.context!;
        const notify = (ready: number): void =>
          loop.post(() => {
            if (root.state !== 'deleted') vm.enter(root, 'proxy_on_queue_ready', root.id, ready);
          });
        return memory.writeU32(tokenOut, queues.register(memory.key(name, length), notify));
      },
      inputs: (name, length) => [word(memory.copy(name, length))],
      output: (_name, _length, tokenOut) => token(tokenOut),
    },
    proxy_resolve_shared_queue: {
      run: (_vmId, vmIdLength, name, length, tokenOut) => {
        if (!memory.has(name, length)) return Result.InvalidMemoryAccess;
        // Every plugin of a Higress gateway has the empty vm_id.
        const found = vmIdLength === 0 ? queues.resolve(memory.key(name, length)) : undefined;
        return found === undefined ? Result.NotFound : memory.writeU32(tokenOut, found);
      },
      inputs: (_vmId, _vmIdLength, name, length) => [word(memory.copy(name, length))],
      output: (_vmId, _vmIdLength, _name, _length, tokenOut) => token(tokenOut),
    },
    proxy_enqueue_shared_queue: {
      run: (queue, item, length) => {
        if (!memory.has(item, length)) return Result.InvalidMemoryAccess;
        return queues.enqueue(queue >>> 0, memory.copy(item, length));
      },
      inputs: (queue, item, length) => [String(queue >>> 0), quoted(memory.copy(item, length))],
    },
    proxy_dequeue_shared_queue: {
      run: (queue, addressOut, lengthOut) => {
        const item = queues.dequeue(queue >>> 0);
        return typeof item === 'number' ? item : memory.give(item, addressOut, lengthOut);
      },
      inputs: (queue) => [String(queue >>> 0)],
      output: (_queue, addressOut, lengthOut) => given(addressOut, lengthOut),
    },
    proxy_define_metric: {
      run: (type, name, length, idOut) => {
        if (!memory.has(name, length)) return Result.InvalidMemoryAccess;
        const id = metricIds.define(type, memory.text(name, length));
        return id === undefined ? Result.BadArgument : memory.writeU32(idOut, id);
      },
      inputs: (type, name, length) => [metricTypeNames[type] ?? String(type), memory.text(name, length)],
      output: (_type, _name, _length, idOut) => token(idOut),
    },
    proxy_increment_metric: {
      run: (id, offset) => metricIds.increment(id, big(offset)),
      inputs: (id, offset) => [metricIds.name(id), String(offset)],
    },
    proxy_record_metric: {
      run: (id, value) => metricIds.record(id, big(value)),
      inputs: (id, value) => [metricIds.name(id), String(value)],
    },
    proxy_get_metric: {
      run: (id, valueOut) => {
        const value = metricIds.read(id);
        return typeof value === 'number' ? value : memory.writeU64(valueOut, value);
      },
      inputs: (id) => [metricIds.name(id)],
      output: (_id, valueOut) => String(memory.view().getBigUint64(valueOut >>> 0, true)),
    },
  };
}
