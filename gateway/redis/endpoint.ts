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

export interface ConnectingSocket {
  readonly socket: net.Socket;
  /** The event after which bytes can flow. */
  readonly readyEvent: 'connect' | 'secureConnect';
}

export type Connect = (endpoint: RedisEndpoint) => ConnectingSocket;

/** Never throws: what Node refuses at once, as a port of 65536, comes as an event like any failure to connect. */
export const connectEndpoint: Connect = (endpoint) => {
  try {
    return endpoint.tls === undefined ? connectPlain(endpoint) : connectSecurely(endpoint, endpoint.tls);
  } catch (error) {
    return { socket: new net.Socket().destroy(error as Error), readyEvent: 'connect' };
  }
};

function connectPlain({ host, port }: RedisEndpoint): ConnectingSocket {
  return { socket: net.connect({ host, port, noDelay: true }), readyEvent: 'connect' };
}

function connectSecurely(
  { host, port }: RedisEndpoint,
  { serverName }: { serverName?: string },
): ConnectingSocket {
  const socket = tls.connect({
    host,
    port,
    // The gateway checks no peer certificate either: it sends an empty validation context.
    rejectUnauthorized: false,
    ...(serverName === undefined ? {} : { servername: serverName }),
  });
  socket.setNoDelay(true);
  return { socket, readyEvent: 'secureConnect' };
}
