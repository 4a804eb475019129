import { delimiter, dirname, join } from 'node:path';
import { ProblemError } from './events.ts';
import { TOKEN_FILE, type Identity } from './identity.ts';
import type { Machine } from './machine.ts';

/** The config variables of a deploy. */
export type Config = Readonly<Record<string, string>>;

/** Set by the platform for every process, so not a deploy's to choose. */
const RESERVED = new Set(['PATH', 'HOME', 'TMPDIR', 'PORT', TOKEN_FILE]);

/**
 * A config with some variables set and others gone.
 * @throws ProblemError `bad-command` for a name that is none, or that belongs to the platform
 */
export function changeConfig(config: Config, set: Record<string, string>, unset: readonly string[]): Config {
  for (const name of [...Object.keys(set), ...unset]) checkName(name);
  const changed: Record<string, string> = { ...config, ...set };
  for (const name of unset) delete changed[name];
  return changed;
}

function checkName(name: string): void {
  const valid = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
  if (valid && !RESERVED.has(name)) return;
  throw new ProblemError({
    code: 'bad-command',
    title: `"${name}" cannot be a config variable`,
    cause: valid ? `The platform sets ${name} for each process itself.` : 'It has characters that a name cannot have.',
    mend: 'Use a name such as SESSION_URL: letters, digits and underscores, no digit first.',
  });
}

/**
 * What is found by its name on a machine of ours: the programs of the slug's dependencies, Node, and what is in `tools`.
 */
export function machinePath(slugDirectory: string, tools: string): string {
  return [join(slugDirectory, 'node_modules', '.bin'), dirname(process.execPath), tools].join(delimiter);
}

/**
 * The environment of one process: the deploy's config and what its machine gives it. Nothing leaks in from the
 * environment that the platform itself runs in.
 */
export function environmentOf(
  config: Config,
  machine: Machine,
  {
    port,
    tools,
    globals,
    identity,
  }: { port: number | null; tools: string; globals: string | null; identity: Identity | null },
): Record<string, string> {
  const own = machinePath(machine.slug.directory, tools);
  const environment: Record<string, string> = {
    ...config,
    PATH: globals === null ? own : [own, join(globals, 'bin')].join(delimiter),
    HOME: machine.app,
    TMPDIR: machine.temporary,
  };
  if (globals !== null) environment['NODE_PATH'] = join(globals, 'lib', 'node_modules');
  if (identity !== null) environment[TOKEN_FILE] = identity.fileOn(machine);
  if (port !== null) environment['PORT'] = String(port);
  // Windows programs cannot open a socket without it.
  if (process.env['SystemRoot']) environment['SystemRoot'] = process.env['SystemRoot'];
  return environment;
}
