import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  copyFileSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.ts';
import { pack } from './pack.ts';
import { Database, readPrograms } from '../platform/services/pglite/database.ts';

const root = new URL('..', import.meta.url);
const sources = fileURLToPath(new URL('platform/services/', root));
const pglite = dirname(createRequire(new URL('platform/', root)).resolve('@electric-sql/pglite'));

/** Where PostgreSQL lies when it is bundled: a program, PGlite's own files, and the data of a new database. */
export const postgresDist = fileURLToPath(new URL('platform/dist/postgres/', root));

/** The same as one file that a lab loads when an example wants a database. */
export const POSTGRES_PACK = 'postgres.pack';

/**
 * Bundles PostgreSQL and makes the data that a new database begins with, which takes seconds; unless what is there was
 * made of the same.
 */
export async function bundlePostgres(): Promise<void> {
  const madeOf = fingerprint();
  const note = join(postgresDist, 'made-of');
  if (existsSync(note) && readFileSync(note, 'utf8') === madeOf) return;

  const parent = join(postgresDist, '..');
  mkdirSync(parent, { recursive: true });
  // Made beside and moved in one go: another build may do the same now.
  const directory = mkdtempSync(join(parent, 'postgres-'));
  const database = await Database.open(await readPrograms(pglite, true), null);
  writeFileSync(join(directory, 'database.bin'), await database.snapshot());
  await database.close();
  for (const file of ['pglite.wasm', 'pglite.data']) copyFileSync(join(pglite, file), join(directory, file));
  await bundleProgram(join(sources, 'pglite/main.ts'), directory, 'postgres.cjs', {
    codeSplitting: false,
    // PGlite imports Node's modules when it wants them: by `require`, which needs no rewritten text.
    dynamicImportInCjs: false,
  });
  const files = ['postgres.cjs', 'pglite.wasm', 'pglite.data', 'database.bin'];
  writeFileSync(join(directory, POSTGRES_PACK), pack(directory, files));
  writeFileSync(join(directory, 'made-of'), madeOf);
  rmSync(postgresDist, { recursive: true, force: true });
  renameSync(directory, postgresDist);
}

/** What it is made of, as a hash: the sources here and PGlite's version. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const files = ['pglite/main.ts', 'pglite/database.ts', 'pglite/snapshot.ts'];
  const shared = ['messages', 'names', 'server', 'connection', 'statements', 'turns'].map(
    (name) => `postgres/${name}.ts`,
  );
  for (const file of [...files, ...shared]) hash.update(readFileSync(join(sources, file)));
  hash.update(readFileSync(join(pglite, '../package.json')));
  for (const tool of ['bundle-postgres.ts', 'bundle-program.ts'])
    hash.update(readFileSync(fileURLToPath(new URL(tool, import.meta.url))));
  return hash.digest('hex');
}
