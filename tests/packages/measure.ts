import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Ended, Engine } from './engine.ts';

/** The packages that there are services of, by the names of their folders. */
export const services = readdirSync(fileURLToPath(new URL('app/services', import.meta.url))).sort();

/** Something that was asked, and what came of it. */
const stepSchema = z.object({
  asked: z.string(),
  /** The status that the answer is to have. */
  wanted: z.number().optional(),
  answer: z.unknown().optional(),
});
export type Step = z.infer<typeof stepSchema>;

/** What an engine did: steps by package, and a text where it came to nothing. */
export type Measured = Map<string, Step[] | string>;

/** Under this name stands what is asked of npm. */
export const NPM = 'npm';

/** Installs from the registry, and asks every named service. @param tell hears of each as it begins */
export async function measure(engine: Engine, names: string[], tell: (name: string) => void): Promise<Measured> {
  tell(NPM);
  const measured: Measured = new Map([[NPM, await installs(engine)]]);
  for (const name of names) {
    tell(name);
    const ended = await engine.run('node', ['ask.js', name], 'app');
    measured.set(name, ended.code === 0 ? stepsOf(ended) : told(ended));
  }
  return measured;
}

/** What is asked of npm. */
async function installs(engine: Engine): Promise<Step[]> {
  const steps: Step[] = [];
  const npm = async (registry: string, cwd: string, ...args: string[]) => {
    const options = ['--registry', registry, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await engine.run('npm', [...args, ...options], cwd);
    const failure = /npm error code (\w+)/.exec(output)?.[1];
    const added = /added (\d+ packages?)/.exec(output)?.[1];
    steps.push({ asked: `npm ${args.join(' ')} in ${cwd}`, answer: { code, failure, added } });
  };
  // First, since npm keeps what it has seen.
  await npm(await engine.startRegistry('spoilt-tarballs'), 'spoilt', 'ci');
  const registry = await engine.startRegistry('tarballs');
  await npm(registry, 'app', 'ci');
  await npm(registry, 'fresh', 'install', 'koa', 'zod@4');
  const { output } = await engine.run('node', ['../app/locked.js'], 'fresh');
  steps.push({ asked: 'what package.json and package-lock.json say then', answer: output });
  await npm(registry, 'fresh', 'ci');
  return steps;
}

/** The last line of what ask.js wrote is the steps; before it stands what services wrote to stderr. */
function stepsOf(ended: Ended): Step[] | string {
  const line = ended.output.trimEnd().split('\n').at(-1) ?? '';
  try {
    return z.array(stepSchema).parse(JSON.parse(line));
  } catch {
    return told(ended);
  }
}

const told = ({ code, output }: Ended): string => `exit code ${code}\n${output.slice(-2000)}`;
