import type { Scenario } from '../scenario.ts';
import { addresses } from './addresses.ts';
import { answers } from './answers.ts';
import { configurations } from './configurations.ts';
import { redisStates } from './redis-states.ts';
import { rules } from './rules.ts';
import { values } from './values.ts';
import { windows } from './windows.ts';

export const scenarios: readonly Scenario[] = [
  ...windows,
  ...values,
  ...addresses,
  ...rules,
  ...answers,
  ...redisStates,
  ...configurations,
];
