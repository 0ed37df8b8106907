import { ScriptedHost, type HostOptions, type Root, type Stream } from '../host/index.ts';
import { compiledProbe } from '../support/compiled-probe.ts';

const PROBE = 'tests/wasm/redis-client/probe';

/** For a machine that has other things to compile, too. */
export const PATIENCE_MS = 180_000;

export const cluster = 'outbound|80||redis.static';

/** The probe as a plugin of another author, on a gateway of its own. */
export class Author {
  #heard = 0;

  private constructor(
    readonly host: ScriptedHost,
    readonly root: Root,
  ) {}

  /** Compiles the probe, before the time of a test runs. */
  static async prepare(): Promise<void> {
    await compiledProbe(PROBE);
  }

  static async start(configuration = 'nothing', options: HostOptions = {}): Promise<Author> {
    const host = await ScriptedHost.load(await compiledProbe(PROBE), options);
    const root = host.start(configuration);
    return new Author(host, root);
  }

  /** A stream that sends what `x-do` names, see the probe. */
  does(what: string): Stream {
    const stream = this.root.stream();
    stream.requestHeaders({ ':path': '/', 'x-do': what }, { endOfStream: true });
    return stream;
  }

  /** What it has heard since the last call. */
  said(): string[] {
    const lines = this.host.logs.slice(this.#heard).map(({ text }) => text);
    this.#heard = this.host.logs.length;
    // What the client itself says of its Redis is another matter.
    return lines.filter((text) => !text.startsWith('redis '));
  }

  /** Hostcalls since the last call, but for the log and the header that names the deed. */
  made(): string[] {
    return this.host.take().filter((line) => !line.startsWith('log ') && !line.startsWith('get_header '));
  }
}
