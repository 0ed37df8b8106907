import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Says its process id, then accepts whatever stands in its folder. */
const ACCEPTING = `
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { dirname, join } = require('node:path');
const folder = dirname(process.argv[process.argv.indexOf('--config-path') + 1]);
const versionIn = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).version_info;
const listener = { name: 'http', local_address: { socket_address: { port_value: 1 } } };
const server = createServer((request, response) => {
  if (request.url.startsWith('/listeners')) response.end(JSON.stringify({ listener_statuses: [listener] }));
  else if (request.url.startsWith('/stats'))
    response.end([
      'cluster_manager.cds.version_text: "' + versionIn('clusters.json') + '"',
      'listener_manager.lds.version_text: "' + versionIn('listeners.json') + '"',
      'http.http.rds.http.version_text: "' + versionIn('routes.json') + '"',
    ].join('\\n'));
  else response.end();
});
console.error('started as ' + process.pid);
server.listen(join(folder, 'admin.sock'));
`;

/** A program in Envoy's place; answers its path. */
export async function scriptedEnvoy(folder: string, shell: string): Promise<string> {
  const binary = join(folder, 'envoy');
  await writeFile(binary, `#!/bin/sh\n${shell}\n`);
  await chmod(binary, 0o700);
  return binary;
}

/** One that serves: its admin interface accepts any configuration, and its listener has port 1. */
export async function servingEnvoy(folder: string): Promise<string> {
  const script = join(folder, 'envoy.cjs');
  await writeFile(script, ACCEPTING);
  return scriptedEnvoy(
    folder,
    `rm -f "$(dirname "$2")/admin.sock"; exec '${process.execPath}' '${script}' "$@"`,
  );
}
