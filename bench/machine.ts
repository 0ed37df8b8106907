import { cpus, totalmem } from 'node:os';

/** What figures of different runs cannot be compared without. */
export type Machine = { processor: string; cores: string; memory: string; node: string; engine: string };

export function machineFacts(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model.trim() ?? 'unknown processor',
    cores: `${all.length} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: `Node ${process.versions.node}`,
    engine: `V8 ${process.versions.v8}`,
  };
}
