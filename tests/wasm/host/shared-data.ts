import { Result } from './abi.ts';

interface Item {
  value: Uint8Array;
  cas: number;
}

/** Process-wide map of one vm_id: no deletion, no expiry; every successful set takes the next number. */
export class SharedData {
  readonly #items = new Map<string, Item>();
  #lastCas = 0;

  get(key: string): Item | undefined {
    return this.#items.get(key);
  }

  /** cas 0 is unconditional; a missing key is created whatever cas says. */
  set(key: string, value: Uint8Array, cas = 0): number {
    const present = this.#items.get(key);
    if (present !== undefined && cas !== 0 && cas !== present.cas) return Result.CasMismatch;
    this.#items.set(key, { value, cas: ++this.#lastCas });
    return Result.Ok;
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }
}

interface Queue {
  items: Uint8Array[];
  notify: (token: number) => void;
}

/** Tokens start at 1; the last one to register becomes the consumer. */
export class SharedQueues {
  readonly #tokens = new Map<string, number>();
  readonly #queues: Queue[] = [];

  register(name: string, notify: (token: number) => void): number {
    const known = this.#tokens.get(name);
    if (known !== undefined) {
      this.#queues[known - 1]!.notify = notify;
      return known;
    }
    this.#queues.push({ items: [], notify });
    this.#tokens.set(name, this.#queues.length);
    return this.#queues.length;
  }

  resolve(name: string): number | undefined {
    return this.#tokens.get(name);
  }

  enqueue(token: number, item: Uint8Array): number {
    const queue = this.#queues[token - 1];
    if (queue === undefined) return Result.NotFound;
    queue.items.push(item);
    queue.notify(token);
    return Result.Ok;
  }

  dequeue(token: number): Uint8Array | number {
    const queue = this.#queues[token - 1];
    if (queue === undefined) return Result.NotFound;
    return queue.items.shift() ?? Result.Empty;
  }
}
