import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NpmFailure } from './failure.ts';
import { readManifest, type Manifest } from './manifest.ts';

/** What only a shell understands. */
const SHELL = /[|&;<>`$(){}*?~\n'"\\]/;

/**
 * `npm run NAME`: the script with the ones before and after it.
 * @returns its exit code
 * @throws NpmFailure when there is no such script
 */
export async function runScript(
  name: string,
  args: string[],
  { directory, silent }: { directory: string; silent: boolean },
): Promise<number> {
  const manifest = readManifest(directory);
  const scripts = manifest.scripts ?? {};
  if (scripts[name] === undefined) {
    const known = Object.keys(scripts).join(', ') || 'none';
    throw new NpmFailure('ENOSCRIPT', `Missing script: "${name}". There are: ${known}.`);
  }
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const script = scripts[event];
    if (script === undefined) continue;
    const line = event === name ? [script, ...args].join(' ') : script;
    if (!silent)
      process.stdout.write(
        `\n> ${[manifest.name, manifest.version].filter(Boolean).join('@')} ${event}\n> ${line}\n\n`,
      );
    const words = wordsOf(script, event === name ? args : []);
    const code = await execute(
      words,
      directory,
      environment(manifest, directory, {
        npm_command: 'run-script',
        npm_lifecycle_event: event,
        npm_lifecycle_script: script,
      }),
    );
    if (code !== 0) return code;
  }
  return 0;
}

/** `npx NAME`: a program of an installed package. @throws NpmFailure when there is none of that name */
export async function runProgram(words: string[], directory: string): Promise<number> {
  const [name = ''] = words;
  if (!existsSync(join(directory, 'node_modules/.bin', name))) {
    throw new NpmFailure('ENOENT', `No installed package has a program "${name}". Install the package first.`);
  }
  return execute(words, directory, environment(readManifest(directory), directory, { npm_command: 'exec' }));
}

/** Starts a program with our own streams, hands on what signals come to us, and waits for its end. */
function execute(words: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: 'inherit' });
    child.once('error', (error) => reject(new NpmFailure('ENOENT', `${program} cannot be started: ${error.message}`)));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function environment(manifest: Manifest, directory: string, lifecycle: Record<string, string>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...lifecycle,
    PATH: pathOf(directory),
    INIT_CWD: process.cwd(),
    npm_package_json: join(directory, 'package.json'),
    ...(manifest.name !== undefined && { npm_package_name: manifest.name }),
    ...(manifest.version !== undefined && { npm_package_version: manifest.version }),
  };
}

function pathOf(directory: string): string {
  return [join(directory, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
}

/** What a script runs: the program itself where the words are plain, else a shell. */
function wordsOf(script: string, args: string[]): string[] {
  const words = [...script.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  const needsShell =
    /^\w+=/.test(script) ||
    words.some(([, double, , bare]) => (bare !== undefined && SHELL.test(bare)) || /[$`\\]/.test(double ?? ''));
  if (needsShell) return ['sh', '-c', [script, ...args.map(quoted)].join(' ')];
  return [...words.map(([, double, single, bare]) => double ?? single ?? bare ?? ''), ...args];
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
