import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from '../translate/upstream.ts';
import type { Reason } from './reason.ts';

/** What the admin server shows. */
export interface Admin {
  reasons(): Promise<Reason[]>;
  prometheus(): Promise<string>;
  configDump(): Promise<object>;
}

type Page = (admin: Admin) => Promise<{ status: number; type: string; body: string }>;

const json = (value: object) => `${JSON.stringify(value, null, 1)}\n`;

const PAGES: Record<string, Page> = {
  '/ready': async (admin) => {
    const reasons = await admin.reasons();
    const ready = reasons.length === 0;
    const body = json(ready ? { ready } : { ready, reasons });
    return { status: ready ? 200 : 503, type: 'application/json', body };
  },
  '/stats/prometheus': async (admin) => {
    return { status: 200, type: 'text/plain; version=0.0.4', body: await admin.prometheus() };
  },
  '/config_dump': async (admin) => {
    return { status: 200, type: 'application/json', body: json(await admin.configDump()) };
  },
};

export class AdminServer {
  private constructor(private readonly server: Server) {}

  static async start(admin: Admin, { host, port }: Address): Promise<AdminServer> {
    const server = createServer((request, response) => {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      void answer(admin, request.method ?? '', path, response);
    });
    server.listen(port, host);
    await once(server, 'listening').catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the admin interface cannot listen: ${reason}; choose another --admin-port or --bind`);
    });
    return new AdminServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

async function answer(admin: Admin, method: string, path: string, response: ServerResponse): Promise<void> {
  const page = PAGES[path];
  if (page === undefined || (method !== 'GET' && method !== 'HEAD')) {
    const status = page === undefined ? 404 : 405;
    response
      .writeHead(status, { 'content-type': 'text/plain' })
      .end(`GET ${Object.keys(PAGES).join(', ')}\n`);
    return;
  }
  try {
    const { status, type, body } = await page(admin);
    response.writeHead(status, { 'content-type': type }).end(body);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    response.writeHead(502, { 'content-type': 'text/plain' }).end(`${message}\n`);
  }
}
