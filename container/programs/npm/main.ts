/**
 * npm, as far as services need it, for a container that has no other network than its own: `ci`, `install`, `run` and
 * npx's way to start an installed program. The kernel runs it as `/usr/local/bin/npm`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { NpmFailure } from './failure.ts';
import { clean, install, installGlobally, type Installed } from './install.ts';
import { Registry } from './registry.ts';
import { runProgram, runScript } from './scripts.ts';

const VERSION = '10.9.0';
const PUBLIC_REGISTRY = 'https://registry.npmjs.org/';
const USAGE = `npm <command>

Commands: ci, install [name…], run <script>, start, test, stop
Options: --registry URL, --prefix DIR, --global, --no-save, --no-package-lock, --omit=dev`;

const OPTIONS = {
  registry: { type: 'string' },
  prefix: { type: 'string' },
  global: { type: 'boolean', short: 'g' },
  save: { type: 'boolean' },
  'package-lock': { type: 'boolean' },
  omit: { type: 'string' },
  loglevel: { type: 'string' },
  version: { type: 'boolean', short: 'v' },
  silent: { type: 'boolean', short: 's' },
} as const;

type Values = {
  [Name in keyof typeof OPTIONS]?: (typeof OPTIONS)[Name]['type'] extends 'string' ? string : boolean;
};

/** Does what a command line says. @returns the exit code */
async function npm(words: string[]): Promise<number> {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const passedOn = end < 0 ? [] : words.slice(end + 1);
  const { values, positionals } = parseArgs({
    args: own,
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
    // npm has some two hundred options. Those that are not known here change nothing that is done here.
    strict: false,
  }) as { values: Values; positionals: string[] };
  for (const [name, { type }] of Object.entries(OPTIONS)) {
    const given: unknown = values[name as keyof Values];
    if (type === 'string' && typeof given === 'boolean') throw new NpmFailure('EUSAGE', `--${name} wants a value.`);
  }
  const [command = '', ...rest] = positionals;
  if (values.version) {
    console.log(VERSION);
    return 0;
  }
  const directory = values.prefix ?? projectOf(process.cwd());
  const silent = values.silent ?? values.loglevel === 'silent';
  const options = {
    directory,
    registry: new Registry(values.registry ?? setting('registry', directory) ?? PUBLIC_REGISTRY),
    lock: values['package-lock'] ?? setting('package-lock', directory) !== 'false',
    save: values.save ?? true,
    production: values.omit === 'dev' || process.env['NODE_ENV'] === 'production',
  };
  switch (command) {
    case 'ci':
    case 'clean-install':
      return told(clean(options));
    case 'install':
    case 'i':
    case 'add':
      return told(values.global ? installGlobally(rest, options) : install(rest, options));
    case 'run':
    case 'run-script':
      return runScript(rest[0] ?? '', [...rest.slice(1), ...passedOn], { directory, silent });
    case 'start':
    case 'test':
    case 'stop':
      return runScript(command, [...rest, ...passedOn], { directory, silent });
    case 'exec':
      return runProgram([...rest, ...passedOn], directory);
    default:
      console.log(USAGE);
      return 1;
  }
}

async function told(work: Promise<Installed>): Promise<number> {
  const started = Date.now();
  const { added } = await work;
  const took = Date.now() - started;
  console.log(
    `\nadded ${added} ${added === 1 ? 'package' : 'packages'} in ${took < 1000 ? `${took}ms` : `${Math.round(took / 1000)}s`}`,
  );
  return 0;
}

/** The nearest folder upwards with a package.json, or where we stand. */
function projectOf(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    if (existsSync(join(directory, 'package.json'))) return directory;
    if (directory === dirname(directory)) return from;
  }
}

/** A setting of the environment (npm_config_…), or of the project's .npmrc. */
function setting(name: string, directory: string): string | undefined {
  const fromEnvironment = process.env[`npm_config_${name.replaceAll('-', '_')}`];
  if (fromEnvironment !== undefined) return fromEnvironment;
  const file = join(directory, '.npmrc');
  if (!existsSync(file)) return undefined;
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .map((each) => /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(each))
    .find((each) => each?.[1] === name);
  return line?.[2];
}

async function main([name = 'npm', ...words]: string[]): Promise<void> {
  try {
    process.exitCode = name === 'npx' ? await runProgram(words, projectOf(process.cwd())) : await npm(words);
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof NpmFailure) console.error(`npm error code ${error.code}`);
    else if (!(error instanceof Error && 'code' in error)) throw error;
    for (const line of error.message.split('\n')) console.error(`npm error ${line}`);
  }
}

void main(process.argv.slice(1));
