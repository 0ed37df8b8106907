import net from 'node:net';
import tls from 'node:tls';

export interface RedisEndpoint {
  host: string;
  port: number;
  tls?: { serverName?: string };
}

/** Equal for endpoints that may share a connection. */
export function endpointKey({ host, port, tls }: RedisEndpoint): string {
  return tls === undefined ? `${host}:${port}` : `${host}:${port} tls ${tls.serverName ?? ''}`;
}

export interface Link {
  readonly socket: net.Socket;
  /** The event after which bytes can flow. */
  readonly readyEvent: 'connect' | 'secureConnect';
}

export type Connect = (endpoint: RedisEndpoint) => Link;

export const connectEndpoint: Connect = ({ host, port, tls: security }) => {
  if (security === undefined) {
    return { socket: net.connect({ host, port, noDelay: true }), readyEvent: 'connect' };
  }
  const { serverName } = security;
  const socket = tls.connect({
    host,
    port,
    // The gateway checks no peer certificate either: it sends an empty validation context.
    rejectUnauthorized: false,
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  socket.setNoDelay(true);
  return { socket, readyEvent: 'secureConnect' };
};
