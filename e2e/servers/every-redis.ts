import { describe } from 'vitest';
import {
  provideRedisServers,
  type RedisServers,
  SERVERS_VARIABLE,
} from '../../scripts/provision/redis-servers.ts';
import { needing } from '../control/needing.ts';
import type { RedisOptions } from './redis-server.ts';

const told = process.env[SERVERS_VARIABLE];

/** Every Redis and Valkey that can be had here, and those that can't. */
export const redisServers: RedisServers =
  told === undefined
    ? await provideRedisServers((line) => console.error(line))
    : (JSON.parse(told) as RedisServers);

/**
 * Defines the same tests for every server. `options` start it; those of a server that can't be had are empty, and its
 * tests are skipped with the reason.
 */
export function onEveryRedis(define: (options: RedisOptions, title: string) => void): void {
  for (const { title, program, env } of redisServers.present) {
    describe(title, () => define({ binary: program, env }, title));
  }
  for (const { title, reason } of redisServers.absent) {
    needing(reason, title, () => define({}, title));
  }
}
