import { rmSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../resources/kinds.ts';
import type { Sources } from '../translate/listener.ts';

/** The folder through which Envoy is configured: one file for each thing that it discovers. */
export class XdsDirectory {
  #sequence = 0;

  private constructor(private readonly path: string) {}

  static async create(): Promise<XdsDirectory> {
    // A short name: the path of a unix socket has room for about 100 bytes.
    return new XdsDirectory(await mkdtemp(join(tmpdir(), 'gw-')));
  }

  get adminSocket(): string {
    return join(this.path, 'admin.sock');
  }

  get redisSocket(): string {
    return join(this.path, 'redis.sock');
  }

  get bootstrap(): string {
    return join(this.path, 'bootstrap.json');
  }

  get clusters(): string {
    return join(this.path, 'clusters.json');
  }

  get listeners(): string {
    return join(this.path, 'listeners.json');
  }

  get sources(): Sources {
    return {
      routes: join(this.path, 'routes.json'),
      filter: (name) => join(this.path, `filter-${name}.json`),
    };
  }

  /** Writes a discovery answer and returns its version. No two answers have the same one. */
  async write(file: string, resources: JsonObject[]): Promise<string> {
    const version = String(++this.#sequence);
    await this.writeJson(file, { version_info: version, resources });
    return version;
  }

  /** Envoy watches for a file that is moved into place, which also keeps it from reading half of one. */
  async writeJson(file: string, content: JsonObject): Promise<void> {
    const draft = `${file}.draft`;
    await writeFile(draft, JSON.stringify(content), { mode: 0o600 });
    await rename(draft, file);
  }

  async removeFile(file: string): Promise<void> {
    await rm(file, { force: true });
  }

  /** At the end of the process there is no time to wait. */
  removeNow(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
