/** One line that keeps itself up to date at the bottom of a terminal; elsewhere a line whenever it changes. */
export class StatusLine {
  #text = '';
  #timer: NodeJS.Timeout | undefined;
  #waiting: string[] | undefined = [];
  readonly #isMoving = process.stdout.isTTY === true;

  /** Asks for the text every `everyMs` until `stop()`. */
  start(read: () => Promise<string>, everyMs: number): void {
    const refresh = async () => {
      const text = await read();
      if (this.#timer === undefined) return;
      if (text !== this.#text) this.#show(text);
      this.#timer = setTimeout(refresh, everyMs);
    };
    this.#timer = setTimeout(refresh, 0);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const line of waiting) this.print(line);
  }

  /** Prints a line above the status; before there is one it waits, since a line of progress may stand there. */
  print(line: string): void {
    if (this.#waiting !== undefined) return void this.#waiting.push(line);
    if (!this.#isMoving || this.#text === '') return console.log(line);
    process.stdout.write(`\r\x1b[2K${line}\n${this.#text}`);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
    if (this.#isMoving && this.#text !== '') process.stdout.write('\n');
    this.#text = '';
  }

  #show(text: string): void {
    this.#text = text;
    if (this.#isMoving) process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns || 80) - 1)}`);
    else console.log(text);
  }
}
