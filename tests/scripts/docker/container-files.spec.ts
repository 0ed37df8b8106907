import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesOf } from '../../../e2e/containers/files.ts';
import { namesPlugin, suiteLine, versionedText } from '../../../e2e/containers/higress-texts.ts';
import { logTails } from '../../../e2e/containers/log-tails.ts';
import { ContainerModules } from '../../../e2e/containers/modules.ts';
import { ingress } from '../../../e2e/resources/ingress.ts';
import { textOf } from '../../../e2e/resources/resource.ts';
import { wasmPlugin } from '../../../e2e/resources/wasm-plugin.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modules-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('files for the container of a gateway', () => {
  it('are the resources, each in the folder of its kind', () => {
    const app = ingress('app', { destination: 'origin.static:80' });
    const [file] = filesOf([app], new ContainerModules(), textOf);
    expect(file).toMatchObject({ target: '/data/ingresses/app.yaml', mode: 0o644 });
    expect(parse(String(file?.content))).toEqual(app);
  });

  it('are the modules that resources name, before them, and no others', () => {
    const modules = new ContainerModules();
    const [named, unnamed] = ['named.wasm', 'unnamed.wasm'].map((name) => join(folder, name));
    writeFileSync(named!, 'module');
    const url = modules.urlOf(named!);
    modules.urlOf(unnamed!);
    expect(url).toMatch(/^file:\/\/\/opt\/plugins\/[0-9a-f]{12}\/named\.wasm$/);
    const files = filesOf([wasmPlugin('limiter', { url })], modules, textOf);
    expect(files.map(({ target }) => target)).toEqual([
      url.slice('file://'.length),
      '/data/wasmplugins/limiter.yaml',
    ]);
    expect(String(files[0]?.content)).toBe('module');
  });
});

describe('texts for Higress', () => {
  it('have the version that its API server wants, if they are resources', () => {
    const text = versionedText(ingress('app', { destination: 'origin.static:80' }), 7);
    expect(parse(text)).toMatchObject({ metadata: { name: 'app', resourceVersion: '7' } });
    expect(versionedText({ kind: 'Ingress', name: 'bad', text: 'a: [' }, 1)).toBe('a: [');
  });
});

describe('a line of gateway.log', () => {
  const HEAD = '2026-01-01T00:00:00.000000Z\twarning\tenvoy wasm external/envoy/context.cc:1199';

  it('is read as the local gateway would write it if a plugin said it', () => {
    const classic = '[2026-01-01 00:00:00.000][24][warning][wasm] [context.cc:1199]';
    expect(suiteLine(`${classic} wasm log higress-system.limiter limiter: redis a: down: why`)).toBe(
      'plugin limiter warning: redis a: down: why',
    );
    expect(suiteLine(`${HEAD}\twasm log higress-system.limiter: redis a: down\tthread=24`)).toBe(
      'plugin limiter warning: redis a: down',
    );
  });

  it('stays as it is otherwise', () => {
    expect(suiteLine(`${HEAD}\tsomething else`)).toBe(`${HEAD}\tsomething else`);
  });
});

describe('a plugin in the configuration of Envoy', () => {
  it('is there by its whole name', () => {
    expect(namesPlugin('"name": "higress-system.limiter"', 'limiter')).toBe(true);
    expect(namesPlugin('"higress-system.limiter-2"', 'limiter')).toBe(false);
    expect(namesPlugin('"higress-system.limiter.other"', 'limiter')).toBe(false);
    expect(namesPlugin('"another-higress-system.limiter"', 'limiter')).toBe(false);
    expect(namesPlugin('"higress-system.aXb"', 'a.b')).toBe(false);
  });
});

describe('the log files of a container', () => {
  it('are shown by their ends, each under its name', async () => {
    const copy = async (_container: string, _folder: string, place: string) => {
      writeFileSync(join(place, 'b.log'), 'only\n');
      writeFileSync(
        join(place, 'a.log'),
        Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''),
      );
      writeFileSync(join(place, 'c.txt'), 'no log');
    };
    const shown = await logTails('name', '/var/log', copy);
    expect(shown).toHaveLength(1 + 40 + 1 + 1);
    expect(shown.slice(0, 2)).toEqual(['==> a.log <==', 'line 60']);
    expect(shown.slice(-3)).toEqual(['line 99', '==> b.log <==', 'only']);
  });

  it('that can not be copied hide no other cause', async () => {
    const copy = () => Promise.reject(new Error('No such container'));
    expect(await logTails('name', '/var/log', copy)).toEqual([
      '/var/log could not be read: No such container',
    ]);
  });
});
