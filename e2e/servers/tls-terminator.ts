import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { makeCertificate } from './certificate.ts';
import type { IssuedCertificate } from './certificate-authority.ts';

/** Takes TLS off connections and sends what is inside on to a port of loopback. */
export class TlsTerminator {
  readonly #sockets = new Set<Socket>();
  /** What each connection asked for by SNI; false for nothing. */
  readonly serverNames: (string | false)[] = [];

  private constructor(
    readonly host: string,
    private readonly server: Server,
    targetPort: number,
  ) {
    server.on('secureConnection', (client) => this.#serve(client, targetPort));
  }

  /** Without a certificate it shows one that it signed itself, for nobody in particular. */
  static async start(options: {
    target: { port: number };
    host?: string;
    certificate?: IssuedCertificate | undefined;
  }): Promise<TlsTerminator> {
    const { target, host = '127.0.0.1', certificate } = options;
    const server = createServer(
      certificate === undefined ? await makeCertificate('nobody in particular') : contentOf(certificate),
    );
    const terminator = new TlsTerminator(host, server, target.port);
    server.listen(0, host);
    await once(server, 'listening');
    return terminator;
  }

  get address(): string {
    return `${this.host}:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(client: TLSSocket, port: number): void {
    this.serverNames.push((client as TLSSocket & { servername: string | false }).servername);
    const target = connect({ port, host: '127.0.0.1' });
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      // One side that fails takes the other one along.
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}

function contentOf({ certFile, keyFile }: IssuedCertificate): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}
