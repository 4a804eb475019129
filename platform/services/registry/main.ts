/**
 * A package registry as a process of its own, speaking npm's protocol: `node registry.cjs`, with PORT, PASSWORD, DATA
 * (the file that keeps its packages while it is stopped) and PACKAGES (a directory of packages to begin with) in its
 * environment. It ends when its stdin does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Packages, readPackages, type Published } from './packages.ts';
import { createRegistry } from './server.ts';

const { PORT = '', PASSWORD = '', DATA = '', PACKAGES = '' } = process.env;

/** A published version in the file that keeps it: bytes as base64. */
type Kept = Omit<Published, 'tarball'> & { tarball: string };

const packages = new Packages();
if (existsSync(DATA)) {
  for (const { tarball, ...rest } of JSON.parse(readFileSync(DATA, 'utf8')) as Kept[]) {
    packages.add({ ...rest, tarball: Buffer.from(tarball, 'base64') });
  }
} else if (PACKAGES !== '') {
  for (const published of readPackages(PACKAGES)) packages.add(published);
}

const registry = createRegistry({
  packages,
  password: PASSWORD,
  shutdown() {
    const kept: Kept[] = packages.all.map(({ tarball, ...rest }) => ({ ...rest, tarball: tarball.toString('base64') }));
    writeFileSync(DATA, JSON.stringify(kept));
    process.exit();
  },
});
registry.listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
process.stdin.resume().on('end', () => process.exit());
