import { Result, streamTypeNames } from '../abi.ts';
import { inMemory, type Hostcalls } from '../hostcall.ts';
import { decodePairs, encodePairs } from '../pairs.ts';
import { pairList, quoted } from '../shown.ts';
import type { Vm } from '../vm.ts';

const streamName = (type: number): string => streamTypeNames[type] ?? String(type >>> 0);

/** Local reply, continue, close, and the choice of an upstream host. */
export function streamCalls(vm: Vm): Hostcalls {
  const { memory } = vm;
  const continueSide = (side: 'request' | 'response'): number => {
    vm.context!.asStream?.continue(side);
    return Result.Ok;
  };

  return {
    proxy_send_local_response: {
      run: (status, details, detailsLength, body, bodyLength, headers, headersLength, grpcStatus) => {
        const isReadable = inMemory(vm, details, detailsLength, body, bodyLength, headers, headersLength);
        if (!isReadable) return Result.InvalidMemoryAccess;
        const added = decodePairs(memory.copy(headers, headersLength));
        const words = memory.text(details, detailsLength).replace(/\s/g, '_');
        vm.context!.asStream?.reply(status >>> 0, words, memory.copy(body, bodyLength), added, grpcStatus);
        vm.isIterationStopped = true;
        return Result.Ok;
      },
      inputs: (status, details, detailsLength, body, bodyLength, headers, headersLength, grpcStatus) => [
        String(status >>> 0),
        quoted(memory.copy(details, detailsLength)),
        pairList(decodePairs(memory.copy(headers, headersLength))),
        quoted(memory.copy(body, bodyLength)),
        ...(grpcStatus === -1 ? [] : [`grpc ${grpcStatus}`]),
      ],
    },
    proxy_continue_stream: {
      run: (type) => {
        if (type === 0) return continueSide('request');
        if (type === 1) return continueSide('response');
        if (type === 2) return Result.Ok;
        return type === 3 ? Result.Unimplemented : Result.BadArgument;
      },
      inputs: (type) => [streamName(type)],
    },
    proxy_close_stream: {
      run: (type) => {
        if (type < 0 || type >= streamTypeNames.length) return Result.BadArgument;
        if (type < 2) vm.context!.asStream?.close();
        return Result.Ok;
      },
      inputs: (type) => [streamName(type)],
    },
    proxy_continue_request: { run: () => continueSide('request') },
    proxy_continue_response: { run: () => continueSide('response') },
    proxy_inject_encoded_data_to_filter_chain: {
      run: (data, length, endOfStream) => {
        if (!memory.has(data, length)) return Result.InvalidMemoryAccess;
        vm.context!.asStream?.response.inject(memory.copy(data, length), endOfStream !== 0);
        return Result.Ok;
      },
      inputs: (data, length, endOfStream) => [
        quoted(memory.copy(data, length)),
        ...(endOfStream === 0 ? [] : ['end']),
      ],
    },
    proxy_get_upstream_hosts: {
      run: (addressOut, lengthOut) => {
        const hosts = [...(vm.context!.asStream?.upstreamHosts ?? [])];
        const entries = hosts.map(([name, value]) => ({
          name: Buffer.from(name),
          value: Buffer.from(value),
        }));
        return memory.give(encodePairs(entries), addressOut, lengthOut);
      },
      output: (addressOut, lengthOut) =>
        pairList(decodePairs(memory.copy(memory.u32(addressOut), memory.u32(lengthOut)))),
    },
    proxy_set_upstream_override_host: {
      run: (address, length) => {
        if (!memory.has(address, length)) return Result.InvalidMemoryAccess;
        vm.context!.asStream?.overrideUpstream(memory.text(address, length));
        return Result.Ok;
      },
      inputs: (address, length) => [memory.text(address, length)],
    },
  };
}
