import { afterAll, beforeAll, expect, test } from 'vitest';
import { readScripts } from '../../scripts/embed-scripts.ts';
import { pluginModule } from '../../tests/wasm/support/module.ts';
import { CleanUp } from '../control/clean-up.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { differences, report } from './facts.ts';
import { GatewayStage } from './gateway-stage.ts';
import { place } from './place.ts';
import { play } from './play.ts';
import { scenarios } from './scenarios/all.ts';
import { ScriptedStage } from './scripted-stage.ts';

suite('the scripted host and the gateway do the same', () => {
  const scripts = readScripts().map(({ source }) => source);
  const cleanUp = new CleanUp();
  let scene: Scene;
  let scripted: ScriptedStage;
  let real: GatewayStage;

  beforeAll(async () => {
    scene = await cleanUp.own(Scene.start());
    const { gateway } = await scene.gateway({ resources: place(scene.redis.address, scene.origin.address) });
    real = await cleanUp.own(Promise.resolve(new GatewayStage(gateway, scene.redis)));
    const redis = await scene.anotherRedis();
    const resources = place(redis.address, scene.origin.address);
    const peer = { address: `${scene.clientIp}:50000`, forwarded: await real.forwardedPeer() };
    scripted = await cleanUp.own(
      Promise.resolve(new ScriptedStage(await pluginModule(), redis, resources, peer)),
    );
  });
  afterAll(() => cleanUp.stop());
  showLogsOnFailure(() => scene.gateways);

  test.each(scenarios)('$name', async (scenario) => {
    const expected = await play(scenario, scripted, scripts);
    const found = await play(scenario, real, scripts, expected.words);
    const names = [scripted.name, real.name] as const;
    const different = differences(names, expected.facts, found.facts);
    if (different.length > 0) expect.fail(report(different));
  });
});
