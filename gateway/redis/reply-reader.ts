import { ReplyBoundary } from './resp-boundary.ts';

/** Cuts a stream of reads into whole replies. */
export class ReplyReader {
  private readonly boundary = new ReplyBoundary();
  /** Reads of which no reply has ended yet. */
  private parts: Buffer[] = [];

  /** Hands over each reply that `chunk` ends. Throws ProtocolError; replies before the bad byte are handed over. */
  read(chunk: Buffer, onReply: (reply: Buffer) => void): void {
    for (let at = 0; at < chunk.length;) {
      const end = this.boundary.scan(chunk, at);
      const part = chunk.subarray(at, end < 0 ? chunk.length : end);
      if (end < 0) {
        this.parts.push(part);
        return;
      }
      const reply = this.parts.length === 0 ? part : Buffer.concat([...this.parts, part]);
      this.parts = [];
      at = end;
      onReply(reply);
    }
  }
}
