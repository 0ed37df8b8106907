const CR = 0x0d;
const LF = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const DOLLAR = 0x24;
const STAR = 0x2a;

/** The bytes are no RESP2 reply as the gateway understands it. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

type State = 'type' | 'text' | 'sign' | 'number' | 'line-feed' | 'bulk' | 'bulk-cr' | 'bulk-lf';

/**
 * Finds where one reply ends, over any number of reads, without decoding it. The rules are the gateway's own and
 * stricter than a client's: RESP2 types only; simple strings end at the first CR, which an LF must follow; numbers are
 * a sign and digits; a negative length is a null; arrays nest without limit.
 */
export class ReplyBoundary {
  private state: State = 'type';
  private type = 0;
  /** Values still to come, over all levels of nesting. */
  private valuesLeft = 1;
  private isNegative = false;
  private hasDigits = false;
  private number = 0;
  private bulkLeft = 0;

  /**
   * Reads on in `chunk` from `at`. The offset behind the reply if it ends here (the next call begins a new one), else
   * -1. Throws ProtocolError, after which the boundary is of no more use.
   */
  scan(chunk: Uint8Array, at: number): number {
    let i = at;
    while (i < chunk.length) {
      if (this.state === 'bulk') {
        const step = Math.min(this.bulkLeft, chunk.length - i);
        this.bulkLeft -= step;
        i += step;
        if (this.bulkLeft === 0) this.state = 'bulk-cr';
        continue;
      }
      if (this.step(chunk[i++]!) && --this.valuesLeft === 0) {
        this.valuesLeft = 1;
        return i;
      }
    }
    return -1;
  }

  /** Takes one byte; true when it ends a value, of which an array counts only its own head. */
  private step(byte: number): boolean {
    switch (this.state) {
      case 'type':
        this.begin(byte);
        return false;
      case 'text':
        if (byte === CR) this.state = 'line-feed';
        return false;
      case 'sign':
        this.state = 'number';
        if (byte === PLUS || byte === MINUS) {
          this.isNegative = byte === MINUS;
          return false;
        }
        this.digit(byte);
        return false;
      case 'number':
        if (byte !== CR) this.digit(byte);
        else if (this.hasDigits) this.state = 'line-feed';
        else throw new ProtocolError('number without digits');
        return false;
      case 'line-feed':
        if (byte !== LF) throw new ProtocolError('CR without LF');
        return this.endLine();
      case 'bulk-cr':
        if (byte !== CR) throw new ProtocolError('bulk string longer than its length');
        this.state = 'bulk-lf';
        return false;
      default:
        if (byte !== LF) throw new ProtocolError('CR without LF');
        this.state = 'type';
        return true;
    }
  }

  private begin(type: number): void {
    this.type = type;
    if (type === PLUS || type === MINUS) {
      this.state = 'text';
    } else if (type === COLON || type === DOLLAR || type === STAR) {
      this.state = 'sign';
      this.isNegative = false;
      this.hasDigits = false;
      this.number = 0;
    } else {
      throw new ProtocolError(`reply type ${JSON.stringify(String.fromCharCode(type))} is not RESP2`);
    }
  }

  private digit(byte: number): void {
    if (byte < 0x30 || byte > 0x39) throw new ProtocolError('number with other characters than digits');
    this.hasDigits = true;
    this.number = this.number * 10 + (byte - 0x30);
  }

  private endLine(): boolean {
    this.state = 'type';
    if (this.isNegative || (this.type !== DOLLAR && this.type !== STAR)) return true;
    if (this.type === STAR) {
      this.valuesLeft += this.number;
      return true;
    }
    this.bulkLeft = this.number;
    this.state = this.number === 0 ? 'bulk-cr' : 'bulk';
    return false;
  }
}
