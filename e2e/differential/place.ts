import { ingress } from '../resources/ingress.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';

/** The name under which plugins know Redis. */
export const REDIS = 'redis.static';
export const HOST = 'shop.example';

/** Where every scenario takes place: two services, and routes that differ in name, path, host and service. */
export function place(redisAddress: string, originAddress: string): Resource[] {
  return [
    mcpBridge(
      staticService('redis', redisAddress),
      staticService('goods', originAddress),
      staticService('orders', originAddress),
    ),
    ingress('goods', { path: '/', host: HOST, destination: 'goods.static:80' }),
    ingress('orders', { path: '/orders', host: HOST, destination: 'orders.static:80' }),
    ingress('orders-export', { path: '/orders/export', host: HOST, destination: 'orders.static:80' }),
    ingress('api', { path: '/v1', host: '*.api.example', destination: 'goods.static:80' }),
    ingress('anyone', { path: '/open', destination: 'goods.static:80' }),
  ];
}
