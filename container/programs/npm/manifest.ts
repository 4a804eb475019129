import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NpmFailure } from './failure.ts';

/** What npm reads in files from outside: package.json, package-lock.json, and what a registry says of a package. */

const names = z.record(z.string(), z.string());

const bin = z.union([z.string(), names]).optional();

const described = {
  dependencies: names.optional(),
  optionalDependencies: names.optional(),
  peerDependencies: names.optional(),
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() })).optional(),
  bin,
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
};

const manifestSchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  scripts: names.optional(),
  devDependencies: names.optional(),
  ...described,
});

const lockEntrySchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  devDependencies: names.optional(),
  ...described,
});

const lockfileSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), lockEntrySchema),
});

const publishedSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  dist: z.looseObject({ tarball: z.string(), integrity: z.string().optional(), shasum: z.string().optional() }),
  ...described,
});

const packumentSchema = z.looseObject({
  'dist-tags': names,
  versions: z.record(z.string(), publishedSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type LockEntry = z.infer<typeof lockEntrySchema>;
export type Lockfile = z.infer<typeof lockfileSchema>;
export type Published = z.infer<typeof publishedSchema>;
export type Packument = z.infer<typeof packumentSchema>;

/** @throws NpmFailure when there is none, or it is not one */
export function readManifest(directory: string): Manifest {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) throw new NpmFailure('ENOENT', `Could not read package.json: there is no ${file}.`);
  return parseJson(readFileSync(file, 'utf8'), manifestSchema, file, 'EJSONPARSE');
}

/** Null when there is none. @throws NpmFailure when it is damaged, or of an npm before 7 */
export function readLockfile(directory: string): Lockfile | null {
  const file = join(directory, 'package-lock.json');
  if (!existsSync(file)) return null;
  return parseJson(readFileSync(file, 'utf8'), lockfileSchema, file, 'EJSONPARSE');
}

export function parsePackument(text: string, url: string): Packument {
  return parseJson(text, packumentSchema, url, 'EREGISTRY');
}

/** A package's programs by their names. */
export function programsOf(name: string, { bin: programs }: { bin?: z.infer<typeof bin> }): Record<string, string> {
  if (typeof programs === 'string') return { [name.split('/').at(-1) ?? name]: programs };
  return programs ?? {};
}

/** Whether a package is for this system; `!name` keeps one out. */
export function runsHere({ os, cpu }: { os?: string[]; cpu?: string[] }): boolean {
  const fits = (list: string[] | undefined, own: string) =>
    !list || (!list.includes(`!${own}`) && (list.every((each) => each.startsWith('!')) || list.includes(own)));
  return fits(os, process.platform) && fits(cpu, process.arch);
}

/** What a package wants to find installed: its dependencies, and the peers that it cannot do without. */
export function wantedBy(manifest: Pick<Manifest | LockEntry, keyof typeof described>): Record<string, string> {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.entries(peerDependencies).filter(([name]) => peerDependenciesMeta[name]?.optional !== true);
  return { ...Object.fromEntries(peers), ...dependencies, ...optionalDependencies };
}

function parseJson<T>(text: string, schema: z.ZodType<T>, where: string, code: string): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new NpmFailure(code, `${where} is not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new NpmFailure(code, `${where} is not what npm expects:\n${z.prettifyError(result.error)}`);
}
