import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PORT_ATTEMPTS = 5;
const OWN_PORT_ATTEMPTS = 50;
const OWN_PORT_PAUSE_MS = 100;

/** A loopback port that was free a moment ago; whoever uses it must be ready to find it taken. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Starts something on a free port, and on another one if somebody took it meanwhile, which `isTaken` tells. */
export async function onFreePort<T>(
  start: (port: number) => Promise<T>,
  isTaken: (error: unknown) => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !isTaken(error)) throw error;
    }
  }
}

/** Starts something again on the port it had: the kernel gives that to outgoing connections too, for a moment. */
export async function onOwnPort(
  start: () => Promise<unknown>,
  isTaken: (error: unknown) => boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await start();
      return;
    } catch (error) {
      if (attempt === OWN_PORT_ATTEMPTS || !isTaken(error)) throw error;
      await sleep(OWN_PORT_PAUSE_MS);
    }
  }
}

/** True if nothing listens on that port of any address. */
export async function isPortFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port);
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
