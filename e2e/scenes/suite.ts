import { afterEach, describe } from 'vitest';
import { ABSENCE_VARIABLE } from '../kinds/chosen.ts';
import type { StartedGateway } from '../gateways/gateway.ts';

const SHOWN_LINES = 30;
const isAbsent = process.env[ABSENCE_VARIABLE] !== undefined;

/** A suite that runs on the chosen kind of gateway, or is skipped; then the reporter tells the reason. */
export function suite(title: string, define: () => void): void {
  describe.skipIf(isAbsent)(title, define);
}

/** Shows what the gateways said last when a test fails. */
export function showLogsOnFailure(gateways: () => readonly Pick<StartedGateway, 'logs'>[]): void {
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [index, gateway] of gateways().entries()) {
      const lines = gateway.logs().slice(-SHOWN_LINES);
      console.error([`gateway ${index + 1} said before "${task.name}" failed:`, ...lines].join('\n  '));
    }
  });
}
