import { Command } from "../../../../../assembly/redis/open-command";

/** A call of a typed command and the words it sends, with one space between two of them. */
export class Example {
  constructor(
    public words: string,
    public make: () => Command,
  ) {}
}
