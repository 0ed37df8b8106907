import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AnyResource, dataFile, textOf } from './resource.ts';

/** A temporary folder with the layout of the gateway's `/data`. */
export class DataFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'higress-redis-e2e-'));

  write(...resources: AnyResource[]): void {
    for (const resource of resources) {
      const file = this.#fileOf(resource);
      mkdirSync(dirname(file), { recursive: true });
      // Without the ending of a resource nobody reads the draft.
      writeFileSync(`${file}.draft`, textOf(resource));
      renameSync(`${file}.draft`, file);
    }
  }

  remove(...resources: AnyResource[]): void {
    for (const resource of resources) rmSync(this.#fileOf(resource));
  }

  delete(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #fileOf(resource: AnyResource): string {
    return join(this.path, dataFile(resource));
  }
}
