import { until, waitFor } from '../control/wait.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import { PLUGIN_URL } from '../scenes/scene.ts';
import type { Answer } from './answer.ts';
import { type Facts, secondsLeft } from './facts.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Stage } from './stage.ts';
import { resetRedis, storedFacts } from './stored.ts';

const RESET_HEADER = 'x-ratelimit-reset';
/** TTL in Redis is in whole seconds, the nearest. */
const ROUNDING = 0.5;

/** Plays a scenario from a blank Redis. `expectedWords`: what the plugin should say, for a stage that hears it late. */
export async function play(
  { plugin, steps }: Scenario,
  stage: Stage,
  scripts: readonly string[],
  expectedWords: readonly string[] = [],
): Promise<{ facts: Facts; words: string[] }> {
  await resetRedis(stage.redis, scripts);
  const isAccepted = await stage.configure(wasmPlugin('limiter', { url: PLUGIN_URL, ...plugin }));
  const beganAt = performance.now();
  const facts: Facts = new Map([['configuration', isAccepted ? 'accepted' : 'refused']]);
  for (const [index, step] of steps.entries())
    await perform(step, `step ${index + 1}`, { stage, facts, beganAt });
  for (const [place, fact] of await storedFacts(stage.redis, beganAt)) facts.set(place, fact);
  const words = await stage.said(expectedWords);
  facts.set('the plugin says', words.join('\n'));
  return { facts, words };
}

type Playing = { stage: Stage; facts: Facts; beganAt: number };

async function perform(step: Step, place: string, playing: Playing): Promise<void> {
  const { stage } = playing;
  switch (step.do) {
    case 'send':
      return step.isAtOnce ? sendAtOnce(step, place, playing) : sendInTurn(step, place, playing);
    case 'redis':
      return giveCommand(step.command, stage);
    case 'await expiry':
      return awaitExpiry(step.key, stage);
    default:
      await stage.redis[step.do]();
  }
}

type Sending = Extract<Step, { do: 'send' }>;

async function sendInTurn({ ask, times }: Sending, place: string, playing: Playing): Promise<void> {
  const { stage, facts, beganAt } = playing;
  for (let number = 1; number <= times; number++) {
    const [answer] = await stage.sendAtOnce([ask]);
    const here = `${place}, request ${number}`;
    facts.set(here, shown(answer!));
    for (const [name, value] of Object.entries(answer!.headers)) {
      const isClock = name === RESET_HEADER && /^\d+$/.test(value);
      facts.set(`${here}, ${name}`, isClock ? secondsLeft(Number(value), beganAt, ROUNDING) : value);
    }
    if (answer!.seen === undefined) continue;
    const { method, path, headers, body } = answer!.seen;
    facts.set(`${here}, at the origin`, `${method} ${path}`);
    facts.set(`${here}, at the origin, body`, body);
    for (const [name, value] of Object.entries(headers)) facts.set(`${here}, at the origin, ${name}`, value);
  }
}

/** Which of them passed is chance; how many, and with which quotas, is not. */
async function sendAtOnce({ ask, times }: Sending, place: string, playing: Playing): Promise<void> {
  const { stage, facts } = playing;
  const counts = new Map<string, number>();
  for (const answer of await stage.sendAtOnce(Array<typeof ask>(times).fill(ask))) {
    const remaining = answer.headers['x-ratelimit-remaining'];
    const text = shown(answer) + (remaining === undefined ? '' : `, ${remaining} remaining`);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  for (const [text, count] of [...counts].sort()) facts.set(`${place}, ${text}`, `${count} times`);
}

function shown({ status, isFromOrigin, body }: Answer): string {
  return isFromOrigin ? `${status} from the origin` : `${status} ${JSON.stringify(body)}`;
}

async function giveCommand(command: readonly string[], { redis }: Stage): Promise<void> {
  const client = await redis.client();
  await client.sendCommand(command);
  client.destroy();
}

async function awaitExpiry(key: string, { redis }: Stage): Promise<void> {
  const client = await redis.client();
  await until(waitFor(`${key} to expire`, async () => (await client.exists(key)) === 0));
  client.destroy();
}
