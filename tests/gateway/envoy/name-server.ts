import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TTL_SECONDS = 1;

/** A DNS server that knows one thing: the IPv4 addresses of whatever name it is asked for. */
export class NameServer {
  addresses: readonly string[] = [];
  readonly #socket = createSocket('udp4');

  /** Answers the port, on 127.0.0.1. */
  async start(): Promise<number> {
    this.#socket.on('message', (query, from) =>
      this.#socket.send(this.#answer(query), from.port, from.address),
    );
    this.#socket.bind(0, '127.0.0.1');
    await once(this.#socket, 'listening');
    return this.#socket.address().port;
  }

  stop(): void {
    this.#socket.close();
  }

  /** RFC 1035, 4.1. The question has a name, a type and a class. */
  #answer(query: Buffer): Buffer {
    const end = query.indexOf(0, HEADER_BYTES) + 5;
    const addresses = query.readUInt16BE(end - 4) === TYPE_A ? this.addresses : [];
    const header = Buffer.alloc(HEADER_BYTES);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180, 2); // an answer, and recursion is to be had
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    return Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...addresses.map(record)]);
  }
}

function record(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(0xc000 | HEADER_BYTES, 0); // the name of the question
  bytes.writeUInt16BE(TYPE_A, 2);
  bytes.writeUInt16BE(1, 4); // internet
  bytes.writeUInt32BE(TTL_SECONDS, 6);
  bytes.writeUInt16BE(4, 10);
  for (const [index, part] of address.split('.').entries()) bytes[12 + index] = Number(part);
  return bytes;
}
