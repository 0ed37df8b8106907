import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { AnyResource } from '../resources/resource.ts';

const FOLDER = '/opt/plugins';

/** Where plugin modules of this machine lie inside a gateway's container. */
export class ContainerModules {
  readonly #sources = new Map<string, string>();

  /** `spec.url` of the module; it need not exist before a gateway is told of it. */
  urlOf(file: string): string {
    const folder = createHash('sha256').update(file).digest('hex').slice(0, 12);
    const target = `${FOLDER}/${folder}/${basename(file)}`;
    this.#sources.set(target, file);
    return `file://${target}`;
  }

  /** The modules that the resources name, ready to be copied. */
  namedIn(resources: readonly AnyResource[]): { content: Buffer; target: string }[] {
    const text = JSON.stringify(resources);
    const named = [...this.#sources].filter(([target]) => text.includes(target));
    return named.map(([target, source]) => ({ content: readFileSync(source), target }));
  }
}
