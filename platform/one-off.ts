import { environmentOf } from './config.ts';
import { ProblemError } from './events.ts';
import { createMachine } from './machine.ts';
import type { Surroundings } from './managed-process.ts';
import type { Release } from './release.ts';
import { Run } from './run.ts';
import { splitWords } from './words.ts';

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
 * @param started gets the run as soon as it runs
 * @throws ProblemError `bad-command` for a line that is no command
 */
export async function runOnce(
  name: string,
  command: string,
  release: Release,
  extra: Record<string, string>,
  around: Surroundings,
  started: (run: Run) => void,
): Promise<OneOffResult> {
  checkCommand(command);
  const { deploy, emit, logs, preload, guard, random, addresses, identity } = around;
  const told = { event: 'one-off', deploy, name, command, release: release.number } as const;
  const machine = createMachine(release.slug, random, await addresses.take());
  const output = { stdout: [] as string[], stderr: [] as string[] };
  const leave = logs.drain(({ source, stream, line }) => {
    if (source === name && stream !== 'platform') output[stream].push(line);
  });
  identity?.enter(name, machine);
  emit({ ...told, exit: null });
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
  started(run);
  const { code, signal } = await run.exited;
  if (run.pid !== null) guard.forget(run.pid);
  identity?.leave(machine);
  await run.finished;
  leave();
  if (run.spawnError) {
    output.stderr.push(run.spawnError.message);
    logs.write('platform', `${name}: there is no command "${run.program}" on its machine`);
  }
  logs.write('platform', `${name} ${signal === null ? `exited with code ${code}` : `ended by ${signal}`}`);
  emit({ ...told, exit: { code, signal } });
  return { name, code, signal, stdout: text(output.stdout), stderr: text(output.stderr) };
}

function text(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function checkCommand(command: string): void {
  let why = 'It is empty.';
  try {
    if (splitWords(command, {}).length > 0) return;
  } catch (error) {
    why = `In it ${(error as Error).message}.`;
  }
  throw new ProblemError({
    code: 'bad-command',
    title: `"${command}" cannot be run`,
    cause: why,
    mend: 'Write a program and its arguments, as in the Procfile: node migrate.js.',
  });
}
