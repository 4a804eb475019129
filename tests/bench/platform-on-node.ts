/** The platform on plain Node: what pressing Run starts, without a browser. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { MARK, type PlatformCommand } from '../../platform/protocol.ts';
import { eventOf } from '../../platform/testing/event-of.ts';
import { root } from '../../tools/run.mjs';

const REQUEST: PlatformCommand = {
  command: 'request',
  id: 1,
  method: 'GET',
  path: '/',
  headers: {},
  body: null,
  jar: false,
};

/** Runs chapter VI's lab on Node; answers the milliseconds from its start until the service's first answer is told. */
export async function runOnNode(): Promise<number> {
  const from = performance.now();
  const args = ['platform/dist/platform.cjs', 'run', 'examples/06-processes', 'wrong', '--json'];
  const platform = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(platform, 'exit');
  let answered: number | null = null;
  for await (const line of createInterface({ input: platform.stdout })) {
    const event = eventOf(line);
    if (event?.event === 'process' && event.process.name === 'web.1' && event.process.phase === 'up') {
      platform.stdin.write(`${MARK}${JSON.stringify(REQUEST)}\n`);
    }
    if (event?.event === 'response') {
      answered = performance.now() - from;
      platform.stdin.end(); // With it the platform stops everything and ends.
    }
  }
  await ended;
  if (answered === null) throw new Error('The platform ended on Node before its service answered.');
  return answered;
}
