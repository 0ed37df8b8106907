import { fileURLToPath } from 'node:url';
import { step } from '../console/progress.mjs';
import { provideBaseImages } from './base-images.ts';
import { provideEngine } from './engine.ts';
import { buildGatewayImage, NEWEST_TAG } from './gateway-image.ts';

// The image of the local gateway for whoever wants it by hand.
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
const engine = await step('Docker engine', provideEngine);
if (!engine.isReady) {
  console.error(engine.reason);
  process.exit(1);
}
try {
  const { node } = await step('base image', provideBaseImages);
  const name = await step('image of the local gateway', (report) => buildGatewayImage(node, report));
  console.log(`${name} = ${NEWEST_TAG}`);
} finally {
  await engine.stop();
}
