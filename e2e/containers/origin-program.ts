import { createServer } from 'node:http';
import { Origin } from '../servers/origin.ts';

// Runs inside a container: the origin on one port, what it has seen on another.
const [originPort, witnessPort] = process.argv.slice(2).map(Number);
const origin = await Origin.start({ host: '0.0.0.0', port: originPort! });
const witness = createServer(async (_, response) => response.end(JSON.stringify(await origin.seen())));
witness.listen(witnessPort, '0.0.0.0');
process.once('SIGTERM', () => process.exit(0));
