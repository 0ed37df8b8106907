/** What is used of the package, which brings no types. */
declare module 'redis-parser' {
  type Options = {
    returnReply(reply: unknown): void;
    returnError(error: Error): void;
    returnFatalError(error: Error): void;
    returnBuffers: boolean;
    stringNumbers: boolean;
  };
  export default class RedisParser {
    constructor(options: Options);
    execute(chunk: Buffer): void;
  }
}
