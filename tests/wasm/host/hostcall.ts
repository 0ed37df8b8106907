import { MapType, mapTypeNames, Result } from './abi.ts';
import type { BodyBuffer } from './body-buffer.ts';
import type { HeaderMap } from './header-map.ts';
import { shownMap } from './shown.ts';
import type { Context, Vm } from './vm.ts';

/**
 * One hostcall. `run` is the whole effect; `inputs` and `output` put it into words for recordings and are never
 * called when the host only counts. `inputs` is asked before, `output` after a run that returned Ok.
 */
export interface Hostcall {
  run: (...args: number[]) => number;
  inputs?: (...args: number[]) => string[];
  output?: (...args: number[]) => string;
}

export type Hostcalls = Record<string, Hostcall>;

/** Whether every `address, length` pair lies in memory; the gateway answers InvalidMemoryAccess when not. */
export function inMemory(vm: Vm, ...ranges: number[]): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (!vm.memory.has(ranges[i]!, ranges[i + 1]!)) return false;
  return true;
}

/** The map as the module may read it now. */
export function readableMap(vm: Vm, context: Context, type: number): HeaderMap | undefined {
  if (type === MapType.CalloutHeaders) return vm.httpAnswer?.headers;
  if (type === MapType.CalloutTrailers) return vm.httpAnswer?.trailers;
  const { asStream: stream } = context;
  if (stream === undefined) return undefined;
  if (type === MapType.RequestHeaders) return stream.isLogPhase ? stream.request.arrived : stream.request.map;
  if (type === MapType.RequestTrailers) return stream.isLogPhase ? undefined : stream.request.trailerMap;
  if (type === MapType.ResponseHeaders)
    return stream.isLogPhase ? stream.response.arrived : stream.response.map;
  if (type === MapType.ResponseTrailers) return stream.response.trailerMap;
  return undefined;
}

/** The map as the module may write it now; asking for trailers in the last data callback creates them. */
export function writableMap(context: Context, type: number): HeaderMap | undefined {
  const { asStream: stream } = context;
  if (stream === undefined || stream.isLogPhase) return undefined;
  if (type === MapType.RequestHeaders) return stream.request.map;
  if (type === MapType.RequestTrailers) return stream.request.trailersForWriting();
  if (type === MapType.ResponseHeaders) return stream.response.map;
  if (type === MapType.ResponseTrailers) return stream.response.trailersForWriting();
  return undefined;
}

/** Result of a call on a map that is not there, with a word to the test when the module has lost it. */
export function missingMap(vm: Vm, context: Context, type: number): number {
  if (type < 0 || type >= mapTypeNames.length) return Result.BadArgument;
  const half = type < 2 ? context.asStream?.request : context.asStream?.response;
  if (type < 4 && half?.arrived !== undefined) {
    vm.services.strict.warn(`context ${context.id} uses the ${shownMap(type)} map after losing it`);
  }
  return context.asStream?.isLogPhase ? Result.NotFound : Result.BadArgument;
}

/** The body a stream's module may see now: what is buffered, or the chunk at hand. */
export function bodyOf(context: Context, type: number): BodyBuffer | undefined {
  return type === 0 ? context.asStream?.request.body : context.asStream?.response.body;
}
