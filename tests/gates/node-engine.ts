import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PlatformEvent } from '../../platform/protocol.ts';
import { eventOf } from '../../platform/testing/event-of.ts';
import { root } from '../../tools/run.mjs';
import type { Engine } from './engine.ts';

/** The platform's programs, built. */
export const programs = join(root, 'platform/dist');

/**
 * The platform on plain Node: the Node that runs the gates.
 * @param directory the platform's programs
 */
export function nodeEngine(directory = programs): Engine {
  const program = join(directory, 'platform.cjs');
  if (!existsSync(program))
    throw new Error(`There is no ${program}: run the gates with "npm run gates", which builds it.`);
  return {
    name: 'node',
    proves: () => true,
    async run(args) {
      // Its stdin stays open: its end would stop the platform.
      const child = spawn(process.execPath, [program, ...args, '--json'], {
        cwd: root,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      const events: PlatformEvent[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        const event = eventOf(line);
        if (event) events.push(event);
      }
      const code = await ended;
      if (events.at(-1)?.event === 'stopped') return events;
      throw new Error(`platform ${args.join(' ')} ended with exit code ${code} and did not say that it stopped`);
    },
    close: () => Promise.resolve(),
  };
}
