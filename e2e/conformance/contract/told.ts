const ENTRY =
  /^(context_create|vm_start|configure|tick|done|delete|log|queue_ready|(?:request|response)_(?:headers|body|trailers)|(?:http|redis)_call_response) (\d+)(?:,([\d,]+))?$/;
const ACCEPTED = /^((?:redis|redis-raw|http) .*) = 0 (\d+)$/;

/**
 * Makes what a probe tells the same on every gateway: contexts by kind, tokens by the order in which they were given
 * (`#1`), and no numbers of headers, since gateways add some.
 */
export class Told {
  readonly #roots = new Set<string>();
  readonly #logged = new Set<string>();
  #tokens = new Map<string, string>();

  /** Tokens are counted anew. */
  begin(): void {
    this.#tokens = new Map();
  }

  normalise(line: string): string {
    const accepted = ACCEPTED.exec(line);
    if (accepted !== null) return `${accepted[1]} = 0 ${this.#name(accepted[2]!)}`;
    const entry = ENTRY.exec(line);
    return entry === null ? line : this.#entry(entry[1]!, entry[2]!, entry[3]?.split(',') ?? []);
  }

  #entry(callback: string, context: string, rest: string[]): string {
    switch (callback) {
      case 'context_create':
        if (rest[0] === '0') this.#roots.add(context);
        else this.#roots.delete(context);
        return `context_create ${rest[0] === '0' ? 'root' : 'stream'}`;
      case 'log':
        this.#logged.add(context);
        return 'log stream';
      case 'done':
      case 'delete': {
        // A stream and a root of another thread may have the same number; only streams are logged.
        const kind = this.#logged.has(context) ? 'stream' : 'root';
        if (callback === 'delete') this.#logged.delete(context);
        return `${callback} ${kind}`;
      }
      case 'request_headers':
      case 'response_headers':
        return `${callback} stream,${rest[1]}`;
      case 'http_call_response':
      case 'redis_call_response':
        return [`${callback} root`, this.#name(rest[0]!), ...rest.slice(1)].join(',');
      default: {
        const kind = callback.startsWith('request_') || callback.startsWith('response_') ? 'stream' : 'root';
        return [`${callback} ${kind}`, ...rest].join(',');
      }
    }
  }

  #name(token: string): string {
    const name = this.#tokens.get(token) ?? `#${this.#tokens.size + 1}`;
    this.#tokens.set(token, name);
    return name;
  }
}
