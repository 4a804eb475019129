/**
 * A program that outlives the platform by a moment. On stdin it is told which processes run (`+pid`, `-pid`). When
 * stdin ends, because the platform has gone in whatever way, it kills what is left and removes the directory that its
 * argument names. A SIGTERM it only reports: that is how the platform learns whether signals reach handlers here.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { killGroup } from './signals.ts';

const running = new Set<number>();

process.on('SIGTERM', () => process.stdout.write('SIGTERM\n'));
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) running.add(pid);
  else running.delete(pid);
});
lines.on('close', () => {
  for (const pid of running) end(pid);
  const directory = process.argv[2];
  if (directory) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
});

/** Kills a process, with its group where it leads one. */
function end(pid: number): void {
  killGroup(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

process.stdout.write('ready\n');
