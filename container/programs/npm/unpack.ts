import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { parseTar } from 'nanotar';
import { ungzip } from 'pako';
import { NpmFailure } from './failure.ts';

const EXECUTABLE = 0o755;
const STRENGTH = ['sha1', 'sha256', 'sha384', 'sha512'];

/**
 * Whether bytes are those that a Subresource Integrity string names, by its strongest digest.
 * @throws NpmFailure EINTEGRITY when they are not
 */
export function checkIntegrity(bytes: Uint8Array, integrity: string, what: string): void {
  const digests = integrity
    .trim()
    .split(/\s+/)
    .map((each) => /^(?<algorithm>sha\d+)-(?<digest>[^?]+)/.exec(each)?.groups as { algorithm: string; digest: string })
    .filter((each) => each !== undefined && STRENGTH.includes(each.algorithm));
  const strongest = digests.sort((a, b) => STRENGTH.indexOf(b.algorithm) - STRENGTH.indexOf(a.algorithm))[0];
  if (!strongest) throw new NpmFailure('EINTEGRITY', `${what}: "${integrity}" names no digest that is known here.`);
  const found = createHash(strongest.algorithm).update(bytes).digest();
  const wanted = Buffer.from(strongest.digest, 'base64');
  if (found.length === wanted.length && timingSafeEqual(found, wanted)) return;
  throw new NpmFailure(
    'EINTEGRITY',
    `${what}: integrity checksum failed when using ${strongest.algorithm}: wanted ${integrity} but got ` +
      `${strongest.algorithm}-${found.toString('base64')}. (${bytes.length} bytes)`,
  );
}

/**
 * Writes a package's files: whatever its outermost folder is called, as npm does.
 * @throws NpmFailure when the tarball is damaged or reaches out of its folder
 */
export function unpack(tarball: Uint8Array, directory: string, what: string): void {
  let files;
  try {
    files = parseTar(ungzip(tarball));
  } catch (error) {
    throw new NpmFailure('TAR_BAD_ARCHIVE', `${what} is no package: ${String(error)}`);
  }
  for (const { name, type, data, attrs } of files) {
    if (type !== 'file' || !data) continue;
    const target = join(directory, name.split('/').slice(1).join('/'));
    if (!target.startsWith(directory + sep)) {
      throw new NpmFailure('TAR_ENTRY_INVALID', `${what} has a file outside of its folder: ${name}`);
    }
    mkdirSync(dirname(target), { recursive: true });
    const runs = (parseInt(attrs?.mode ?? '', 8) & 0o111) !== 0;
    writeFileSync(target, data, runs ? { mode: EXECUTABLE } : {});
  }
}
