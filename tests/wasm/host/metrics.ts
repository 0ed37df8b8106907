import { metricTypeNames, Result } from './abi.ts';

type MetricKind = (typeof metricTypeNames)[number];

interface Metric {
  kind: MetricKind;
  name: string;
  value: bigint;
  /** Recorded values, of a histogram. */
  samples: bigint[];
}

/** Stats of the process by name, the same for every VM. */
export class MetricStore {
  readonly #metrics = new Map<string, Metric>();

  define(kind: MetricKind, name: string): Metric {
    const key = `${kind} ${name}`;
    let metric = this.#metrics.get(key);
    if (metric === undefined) {
      metric = { kind, name, value: 0n, samples: [] };
      this.#metrics.set(key, metric);
    }
    return metric;
  }

  /** Counters and gauges by name; undefined when nothing of that name was defined. */
  value(name: string): number | undefined {
    const metric = [...this.#metrics.values()].find((each) => each.name === name);
    return metric && Number(metric.value);
  }

  samples(name: string): number[] {
    return (this.#metrics.get(`histogram ${name}`)?.samples ?? []).map(Number);
  }
}

/** Ids of one VM: 4, 8, … counters, 5, 9, … gauges, 6, 10, … histograms; the same name again is a new id. */
export class MetricIds {
  readonly #byId = new Map<number, Metric>();
  readonly #last = [0, 1, 2];

  constructor(private readonly store: MetricStore) {}

  define(type: number, name: string): number | undefined {
    const kind = metricTypeNames[type];
    if (kind === undefined) return undefined;
    const id = (this.#last[type]! += 4);
    this.#byId.set(id, this.store.define(kind, name));
    return id;
  }

  increment(id: number, offset: bigint): number {
    const metric = this.#byId.get(id);
    if (metric === undefined) return Result.NotFound;
    if (metric.kind === 'histogram' || (metric.kind === 'counter' && offset <= 0n)) return Result.BadArgument;
    metric.value += offset;
    return Result.Ok;
  }

  record(id: number, value: bigint): number {
    const metric = this.#byId.get(id);
    if (metric === undefined) return Result.NotFound;
    if (metric.kind === 'counter') metric.value += value;
    else if (metric.kind === 'gauge') metric.value = value;
    else metric.samples.push(value);
    return Result.Ok;
  }

  read(id: number): bigint | number {
    const metric = this.#byId.get(id);
    if (metric === undefined) return Result.NotFound;
    return metric.kind === 'histogram' ? Result.BadArgument : BigInt.asUintN(64, metric.value);
  }

  name(id: number): string {
    return this.#byId.get(id)?.name ?? String(id);
  }
}
