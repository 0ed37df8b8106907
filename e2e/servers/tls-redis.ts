import { type RedisProgram } from '../../scripts/provision/redis-servers.ts';
import type { CertificateAuthority, IssuedCertificate } from './certificate-authority.ts';
import { onFreePort } from './free-port.ts';
import { isPortTaken, RedisServer, type StartedRedis } from './redis-server.ts';
import type { RedisClient } from './redis-clients.ts';

export type TlsRedisOptions = {
  program: RedisProgram;
  /** Whose client certificates it accepts. */
  authority: CertificateAuthority;
  certificate: IssuedCertificate;
  mustClientsAuthenticate?: boolean;
  password?: string;
  /** An address of this machine to listen on, beside loopback. */
  host?: string;
};

/** A Redis that speaks TLS itself, and plain text on another port. */
export class TlsRedis {
  private constructor(
    private readonly server: StartedRedis,
    private readonly host: string,
    readonly tlsPort: number,
    /** By the port without TLS. */
    readonly client: RedisClient,
  ) {}

  static start(options: TlsRedisOptions): Promise<TlsRedis> {
    return onFreePort((tlsPort) => TlsRedis.#startOn(tlsPort, options), isPortTaken);
  }

  static async #startOn(tlsPort: number, options: TlsRedisOptions): Promise<TlsRedis> {
    const { program, authority, certificate, host = '127.0.0.1' } = options;
    const server = await RedisServer.start({
      binary: program.program,
      env: program.env,
      ...(options.password !== undefined && { password: options.password }),
      config: {
        bind: [...new Set(['127.0.0.1', host])].join(' '),
        'tls-port': String(tlsPort),
        'tls-ca-cert-file': authority.certFile,
        'tls-cert-file': certificate.certFile,
        'tls-key-file': certificate.keyFile,
        'tls-auth-clients': options.mustClientsAuthenticate === true ? 'yes' : 'no',
      },
    });
    return new TlsRedis(server, host, tlsPort, await server.client());
  }

  get tlsAddress(): string {
    return `${this.host}:${this.tlsPort}`;
  }

  /** Without TLS. */
  get plainPort(): number {
    return this.server.port;
  }

  /** Shows another certificate from now on. Connections that saw the old one are closed. */
  async present({ certFile, keyFile }: IssuedCertificate): Promise<void> {
    await this.client.configSet({ 'tls-cert-file': certFile, 'tls-key-file': keyFile });
    await this.client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
