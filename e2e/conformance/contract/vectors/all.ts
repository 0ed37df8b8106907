import type { Vector } from '../vector.ts';
import { bodyVectors } from './bodies.ts';
import { calloutVectors } from './callouts.ts';
import { headerVectors } from './headers.ts';
import { lifecycleVectors } from './lifecycle.ts';
import { linkVectors } from './link.ts';
import { redisVectors } from './redis.ts';
import { runtimeVectors } from './runtime.ts';
import { serviceVectors } from './services.ts';
import { statusVectors } from './statuses.ts';

/** The host contract's vectors, in its order. */
export const VECTORS: readonly Vector[] = [
  ...linkVectors,
  ...statusVectors,
  ...headerVectors,
  ...bodyVectors,
  ...lifecycleVectors,
  ...serviceVectors,
  ...calloutVectors,
  ...redisVectors,
  ...runtimeVectors,
];
