import { spawn } from 'node:child_process';

/** How a program of a build ended, and what it wrote. */
export interface Ended {
  /** Why it did not end well; null when it did. */
  problem: string | null;
  /** Lines of stdout and stderr, empty ones left out. */
  lines: string[];
}

export interface ToEndOptions {
  cwd: string;
  env: Record<string, string>;
  /** How long it may take, in milliseconds. */
  timeout: number;
  /** Takes each line when it has ended. */
  print: (line: string) => void;
}

/** Runs a program that a build needs, to its end. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { print, ...options }: ToEndOptions,
): Promise<Ended> {
  const child = spawn(program, args, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const problem = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : `It ended with ${signal ?? `exit code ${code}`}.`),
    );
  });
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) print(line);
  return { problem, lines };
}
