import { hostcallShapes, type HostcallName } from './abi.ts';

const names = Object.values(hostcallShapes).map((shape) => shape.short);

/** What a request costs. Plain numbers: read before and after, subtract. */
export class Counters {
  /** Calls from the host into the module, malloc excluded. */
  entries = 0;
  /** Host allocations in the module. */
  allocations = 0;
  bytesToModule = 0;
  bytesFromModule = 0;
  redisCommands = 0;
  redisBytesSent = 0;
  redisBytesReceived = 0;
  logLines = 0;
  readonly calls = new Float64Array(names.length);

  static slotOf(name: HostcallName): number {
    return names.indexOf(name);
  }

  get hostcalls(): number {
    let total = 0;
    for (let slot = 0; slot < this.calls.length; slot++) total += this.calls[slot]!;
    return total;
  }

  /** Calls by name, those never made left out. */
  get byName(): Partial<Record<HostcallName, number>> {
    const made = names
      .map((name, slot) => [name, this.calls[slot]] as const)
      .filter(([, count]) => count! > 0);
    return Object.fromEntries(made);
  }

  reset(): void {
    this.calls.fill(0);
    this.entries = this.allocations = this.bytesToModule = this.bytesFromModule = 0;
    this.redisCommands = this.redisBytesSent = this.redisBytesReceived = this.logLines = 0;
  }
}
