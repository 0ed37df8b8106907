import { MapType, Result } from '../abi.ts';
import type { HeaderMap } from '../header-map.ts';
import { inMemory, missingMap, readableMap, writableMap, type Hostcalls } from '../hostcall.ts';
import { decodePairs, encodePairs } from '../pairs.ts';
import { noteRequestWrite } from '../properties.ts';
import { pairList, quoted, shownMap, word } from '../shown.ts';
import type { Vm } from '../vm.ts';

export function headerCalls(vm: Vm): Hostcalls {
  const { memory } = vm;

  const write = (type: number, change: (map: HeaderMap) => void): number => {
    const context = vm.context!;
    const map = writableMap(context, type);
    if (map === undefined) {
      missingMap(vm, context, type);
      return Result.BadArgument;
    }
    change(map);
    if (type === MapType.RequestHeaders) noteRequestWrite(context.asStream!);
    return Result.Ok;
  };
  const writeValue = (method: 'add' | 'replace') => ({
    run: (type: number, key: number, keyLength: number, value: number, valueLength: number) => {
      if (!inMemory(vm, key, keyLength, value, valueLength)) return Result.InvalidMemoryAccess;
      return write(type, (map) => map[method](memory.copy(key, keyLength), memory.copy(value, valueLength)));
    },
    inputs: (type: number, key: number, keyLength: number, value: number, valueLength: number) => [
      shownMap(type),
      word(memory.copy(key, keyLength)),
      quoted(memory.copy(value, valueLength)),
    ],
  });
  const nameInputs = (type: number, key: number, keyLength: number): string[] => [
    shownMap(type),
    word(memory.copy(key, keyLength)),
  ];

  return {
    proxy_get_header_map_value: {
      run: (type, key, keyLength, addressOut, lengthOut) => {
        if (!memory.has(key, keyLength)) return Result.InvalidMemoryAccess;
        const context = vm.context!;
        const map = readableMap(vm, context, type);
        if (map === undefined) return missingMap(vm, context, type);
        vm.services.counters.bytesFromModule += keyLength;
        const entry = map.find(memory.bytes(), key >>> 0, keyLength >>> 0);
        return entry === undefined ? Result.NotFound : memory.give(entry.value, addressOut, lengthOut);
      },
      inputs: nameInputs,
      output: (_type, _key, _keyLength, addressOut, lengthOut) =>
        quoted(memory.copy(memory.u32(addressOut), memory.u32(lengthOut))),
    },
    proxy_get_header_map_pairs: {
      run: (type, addressOut, lengthOut) => {
        if (type >>> 0 > MapType.CalloutTrailers) return Result.BadArgument;
        const map = readableMap(vm, vm.context!, type);
        if (map === undefined) missingMap(vm, vm.context!, type);
        return memory.give(encodePairs(map?.entries ?? []), addressOut, lengthOut);
      },
      inputs: (type) => [shownMap(type)],
      output: (_type, addressOut, lengthOut) =>
        pairList(decodePairs(memory.copy(memory.u32(addressOut), memory.u32(lengthOut)))),
    },
    proxy_get_header_map_size: {
      run: (type, sizeOut) => {
        const map = writableMap(vm.context!, type);
        if (map === undefined) {
          missingMap(vm, vm.context!, type);
          return Result.BadArgument;
        }
        return memory.writeU32(sizeOut, map.byteSize);
      },
      inputs: (type) => [shownMap(type)],
      output: (_type, sizeOut) => String(memory.u32(sizeOut)),
    },
    proxy_add_header_map_value: writeValue('add'),
    proxy_replace_header_map_value: writeValue('replace'),
    proxy_remove_header_map_value: {
      run: (type, key, keyLength) => {
        if (!memory.has(key, keyLength)) return Result.InvalidMemoryAccess;
        return write(type, (map) => map.remove(memory.copy(key, keyLength)));
      },
      inputs: nameInputs,
    },
    proxy_set_header_map_pairs: {
      run: (type, pairs, length) => {
        if (!memory.has(pairs, length)) return Result.InvalidMemoryAccess;
        return write(type, (map) => {
          map.clear();
          for (const { name, value } of decodePairs(memory.copy(pairs, length))) map.add(name, value);
        });
      },
      inputs: (type, pairs, length) => [shownMap(type), pairList(decodePairs(memory.copy(pairs, length)))],
    },
  };
}
