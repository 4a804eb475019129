import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { checkIntegrity, unpack } from './unpack.ts';

const bytes = Buffer.from('some bytes');
const sri = (algorithm: string, of = bytes) => `${algorithm}-${createHash(algorithm).update(of).digest('base64')}`;

test('integrity holds by the strongest digest that is named', () => {
  checkIntegrity(bytes, `sha1-wrong ${sri('sha512')}`, 'a@1');
  assert.throws(() => checkIntegrity(bytes, `${sri('sha1')} ${sri('sha512', Buffer.from('x'))}`, 'a@1'), {
    code: 'EINTEGRITY',
    message: /^a@1: integrity checksum failed when using sha512/,
  });
});

test('integrity that names no known digest does not hold', () => {
  assert.throws(() => checkIntegrity(bytes, 'md5-abc', 'a@1'), { code: 'EINTEGRITY' });
});

test('a package is unpacked without its outermost folder, programs with their mode', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'unpack-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const tar = createTar([
    { name: 'package/lib/a.js', data: 'a' },
    { name: 'package/cli.js', data: 'b', attrs: { mode: '755' } },
  ]);
  unpack(gzipSync(tar), directory, 'a@1');
  assert.equal(readFileSync(join(directory, 'lib/a.js'), 'utf8'), 'a');
  assert.equal(readFileSync(join(directory, 'cli.js'), 'utf8'), 'b');
});

test('a package with a file outside of its folder is refused', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'unpack-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const tar = createTar([{ name: '../out.js', data: 'a' }]);
  assert.throws(() => unpack(gzipSync(tar), join(directory, 'in'), 'a@1'), { code: 'TAR_ENTRY_INVALID' });
  assert.equal(existsSync(join(directory, 'in')), false);
});

test('what is no package is refused by its name', () => {
  assert.throws(() => unpack(bytes, '/nowhere', 'a@1'), { code: 'TAR_BAD_ARCHIVE', message: /^a@1 is no package/ });
});
