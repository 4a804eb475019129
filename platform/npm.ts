import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ProblemError } from './events.ts';
import { runToEnd } from './to-end.ts';

/** How long npm may take, in milliseconds. */
const LIMIT = 60_000;

export interface NpmOptions {
  /** The registry's URL. */
  registry: string;
  /** An empty directory for npm's own files. */
  temporary: string;
  /** Takes what npm writes. */
  print: (line: string) => void;
}

/**
 * Installs what an app declares into its `node_modules`: exactly what its lockfile says, or else whatever fits now.
 * @throws ProblemError `build-failed`
 */
export async function installDeclared(app: string, options: NpmOptions): Promise<void> {
  const locked = existsSync(join(app, 'package-lock.json'));
  // A build adds nothing to a commit, so no lockfile either.
  await npm(locked ? ['ci'] : ['install', '--no-package-lock'], app, options);
}

/**
 * Installs packages for everybody on a machine, as `npm install -g` does.
 * @param prefix their programs come into its `bin`
 * @throws ProblemError `build-failed`
 */
export async function installGlobally(names: readonly string[], prefix: string, options: NpmOptions): Promise<void> {
  await npm(['install', '-g', '--prefix', prefix, ...names], options.temporary, options);
}

/**
 * Puts npm into a directory under its name, for the PATH of machines: a machine has Node and npm. Where there is no npm
 * the directory stays empty.
 */
export function linkNpm(directory: string): void {
  mkdirSync(directory);
  const npm = findNpm();
  // Windows starts no script by a link.
  if (npm !== null && process.platform !== 'win32') symlinkSync(npm, join(directory, 'npm'));
}

/** The npm that started us, or else the first one on our PATH. */
function findNpm(): string | null {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return own;
  const places = [dirname(process.execPath), ...(process.env['PATH'] ?? '').split(delimiter)];
  const found = places.map((place) => join(place, 'npm')).find((file) => existsSync(file));
  return found === undefined ? null : realpathSync(found);
}

async function npm(args: string[], cwd: string, { registry, temporary, print }: NpmOptions): Promise<void> {
  const environment = {
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    HOME: temporary,
    npm_config_cache: join(temporary, 'cache'),
    npm_config_registry: registry,
    npm_config_loglevel: 'error',
  };
  // Nothing that was installed may run, and nobody else is asked anything.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  // By its file where it is a script: on Windows its name is another one.
  const file = findNpm();
  const [program, ...first] = file?.endsWith('.js') ? [process.execPath, file] : ['npm'];
  const options = { cwd, env: environment, timeout: LIMIT, print };
  const { problem, lines } = await runToEnd(program!, [...first, ...args, ...quiet], options);
  if (problem === null) return;
  const said = lines.filter((line) => line.startsWith('npm error')).slice(0, 3);
  throw new ProblemError({
    code: 'build-failed',
    title: `"npm ${args.join(' ')}" failed`,
    cause: [problem, ...said].join(' '),
    mend: 'Look at the lines of "build" in the log: mend package.json or its lockfile, or start the registry.',
    where: { file: 'package.json', line: null, column: null },
  });
}
