import { Result } from '../abi.ts';
import { HeaderMap } from '../header-map.ts';
import { inMemory, type Hostcalls } from '../hostcall.ts';
import { decodePairs } from '../pairs.ts';
import { commandFault } from '../redis-call.ts';
import { commandWords } from '../resp.ts';
import { pairList, quoted, word } from '../shown.ts';
import type { Vm } from '../vm.ts';

/** HTTP and Redis callouts: always on behalf of the root. */
export function calloutCalls(vm: Vm): Hostcalls {
  const { memory, services } = vm;

  /** A callout's answer: its token, or 0 there and the error here. */
  const settle = (tokenOrError: number, tokenOut: number): number => {
    const written = memory.writeU32(tokenOut, Math.max(0, tokenOrError));
    return tokenOrError < 0 ? -tokenOrError : written;
  };
  const mapAt = (at: number, length: number): HeaderMap => {
    const map = new HeaderMap();
    for (const { name, value } of decodePairs(memory.copy(at, length))) map.add(name, value);
    return map;
  };

  return {
    proxy_redis_init: {
      run: (cluster, clusterLength, user, userLength, password, passwordLength, timeoutMs) => {
        const isReadable = inMemory(vm, cluster, clusterLength, user, userLength, password, passwordLength);
        if (!isReadable) return Result.InvalidMemoryAccess;
        return services.redis.init(
          memory.text(cluster, clusterLength),
          memory.text(user, userLength),
          memory.text(password, passwordLength),
          timeoutMs >>> 0,
          (act) => vm.defer(act),
        );
      },
      inputs: (cluster, clusterLength, user, userLength, password, passwordLength, timeoutMs) => [
        word(memory.copy(cluster, clusterLength)),
        quoted(memory.copy(user, userLength)),
        quoted(memory.copy(password, passwordLength)),
        String(timeoutMs >>> 0),
      ],
    },
    proxy_redis_call: {
      run: (cluster, clusterLength, query, queryLength, tokenOut) => {
        if (!inMemory(vm, cluster, clusterLength, query, queryLength, tokenOut, 4)) {
          return Result.InvalidMemoryAccess;
        }
        const bytes = memory.copy(query, queryLength);
        const fault = services.isCounting ? undefined : commandFault(bytes);
        if (fault !== undefined) services.strict.violate(...fault);
        const target = memory.key(cluster, clusterLength);
        const { root } = vm.context!;
        return settle(services.redis.call(target, bytes, vm.nextRedisToken, root.onRedisReply), tokenOut);
      },
      inputs: (cluster, clusterLength, query, queryLength) => {
        const bytes = memory.copy(query, queryLength);
        const words = commandWords(bytes);
        const shown = typeof words === 'string' ? [quoted(bytes)] : words.map(word);
        return [word(memory.copy(cluster, clusterLength)), ...shown];
      },
      output: (_cluster, _clusterLength, _query, _queryLength, tokenOut) => String(memory.u32(tokenOut)),
    },
    proxy_http_call: {
      run: (...args) => {
        const [cluster, clusterLength, headers, headersLength, body, bodyLength, ...rest] = args as Ten;
        const [trailers, trailersLength, timeoutMs, tokenOut] = rest;
        const isReadable =
          inMemory(vm, cluster, clusterLength, headers, headersLength, body, bodyLength) &&
          inMemory(vm, trailers, trailersLength, tokenOut, 4);
        if (!isReadable) return Result.InvalidMemoryAccess;
        const { root } = vm.context!;
        const request = {
          cluster: memory.text(cluster, clusterLength),
          headers: mapAt(headers, headersLength),
          body: memory.copy(body, bodyLength),
          trailers: mapAt(trailers, trailersLength),
          timeoutMs,
        };
        return settle(services.http.call(request, vm.nextHttpToken, root.onHttpAnswer), tokenOut);
      },
      inputs: (...args) => {
        const [cluster, clusterLength, headers, headersLength, body, bodyLength, , , timeoutMs] = args as Ten;
        return [
          word(memory.copy(cluster, clusterLength)),
          pairList(decodePairs(memory.copy(headers, headersLength))),
          quoted(memory.copy(body, bodyLength)),
          String(timeoutMs),
        ];
      },
      output: (...args) => String(memory.u32((args as Ten)[9])),
    },
  };
}

type Ten = [number, number, number, number, number, number, number, number, number, number];
