import { afterEach, describe } from 'vitest';
import { ABSENCE_VARIABLE, chosenKind } from '../gateways/chosen.ts';
import type { StartedGateway } from '../gateways/gateway.ts';

const SHOWN_LINES = 30;
const reason = process.env[ABSENCE_VARIABLE];

/** A suite that runs on the chosen kind of gateway, or is skipped with the reason in its name. */
export function suite(title: string, define: () => void): void {
  if (reason === undefined) describe(title, define);
  else describe.skip(`${title} (no ${chosenKind.name} gateway: ${reason})`, define);
}

/** Shows what the gateways said last when a test fails. */
export function showLogsOnFailure(gateways: () => readonly StartedGateway[]): void {
  afterEach(({ task }) => {
    if (task.result?.state !== 'fail') return;
    for (const [index, gateway] of gateways().entries()) {
      const lines = gateway.logs().slice(-SHOWN_LINES);
      console.error([`gateway ${index + 1} said before "${task.name}" failed:`, ...lines].join('\n  '));
    }
  });
}
