import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bringTarballs } from './tarballs.ts';
import type { Tarball } from './tarballs.ts';

const app = fileURLToPath(new URL('app', import.meta.url));

/** The package that is spoilt. */
const SPOILT = 'ws';

/**
 * Makes a temporary directory with what the engines work on:
 *
 * - `app`, the services, their package.json and lockfile, and `tarballs` with all that the lockfile lists;
 * - `spoilt`, a project with a lockfile, and `spoilt-tarballs` with a package that has other bytes than it says;
 * - `fresh`, a project without dependencies.
 */
export async function stage(): Promise<string> {
  const tarballs = await bringTarballs(join(app, 'package-lock.json'));
  const directory = mkdtempSync(join(tmpdir(), 'packages-'));
  for (const folder of ['tarballs', 'spoilt', 'spoilt-tarballs', 'fresh']) mkdirSync(join(directory, folder));
  cpSync(app, join(directory, 'app'), { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  for (const { file } of tarballs) copyFileSync(file, join(directory, 'tarballs', basename(file)));
  writeFileSync(join(directory, 'fresh/package.json'), JSON.stringify({ name: 'fresh', version: '1.0.0' }));
  spoil(
    tarballs.find(({ name }) => name === SPOILT)!,
    directory,
  );
  return directory;
}

function spoil({ name, version, integrity, file }: Tarball, directory: string): void {
  // The same files, packed less tightly.
  const spoilt = gzipSync(gunzipSync(readFileSync(file)), { level: 1 });
  writeFileSync(join(directory, 'spoilt-tarballs/package.tgz'), spoilt);
  const project = { name: 'spoilt', version: '1.0.0', dependencies: { [name]: version } };
  const lockfile = {
    ...project,
    lockfileVersion: 3,
    packages: { '': project, [`node_modules/${name}`]: { version, integrity } },
  };
  writeFileSync(join(directory, 'spoilt/package.json'), JSON.stringify(project));
  writeFileSync(join(directory, 'spoilt/package-lock.json'), JSON.stringify(lockfile));
}
