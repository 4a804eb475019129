import { environmentOf } from './config.ts';
import { createMachine } from './machine.ts';
import type { Surroundings } from './managed-process.ts';
import type { Release } from './release.ts';
import { Run } from './run.ts';

/** How a one-off process ended, and what it wrote. */
export interface OneOffResult {
  /** Its name in the log: `run.1`. */
  name: string;
  /** Null when a signal ended it. */
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command once, beside the formation: with a release's code and config, on a machine of its own, which is wiped
 * when the command has ended.
 *
 * @param name for the log
 * @param extra variables that only this process gets
 */
export async function runOnce(
  name: string,
  command: string,
  release: Release,
  extra: Record<string, string>,
  around: Surroundings,
): Promise<OneOffResult> {
  const { logs, preload, guard, random, addresses } = around;
  const machine = createMachine(release.slug, random, await addresses.take());
  const output = { stdout: [] as string[], stderr: [] as string[] };
  const leave = logs.drain(({ source, stream, line }) => {
    if (source === name && stream !== 'platform') output[stream].push(line);
  });
  logs.write('platform', `${name} starts on release v${release.number}: ${command}`);
  const run = new Run({
    name,
    command,
    machine,
    environment: { ...environmentOf(release.config, machine, { ...around, port: null }), ...extra },
    logs,
    signals: await around.signals,
    preload,
  });
  if (run.pid !== null) guard.watch(run.pid);
  const { code, signal } = await run.exited;
  if (run.pid !== null) guard.forget(run.pid);
  await run.finished;
  leave();
  if (run.spawnError) output.stderr.push(run.spawnError.message);
  logs.write('platform', `${name} ${signal === null ? `exited with code ${code}` : `ended by ${signal}`}`);
  return { name, code, signal, stdout: text(output.stdout), stderr: text(output.stderr) };
}

function text(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
