import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { temporaryDirectory, writeApp } from '../../testing/app.ts';
import { readPackages } from './packages.ts';
import { digests, packTarball } from './tarball.ts';

const price = (version: string) => ({
  'index.js': 'module.exports = 10;',
  'package.json': JSON.stringify({ name: '@shop/price', version, bin: 'index.js' }),
});

test('a directory has packages as folders and as tarballs, and a tarball keeps its bytes', (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'a'), price('1.0.0'));
  const tarball = packTarball(price('2.0.0'));
  writeFileSync(join(directory, 'b.tgz'), tarball);
  const read = readPackages(directory);
  assert.deepEqual(
    read.map(({ name, version, manifest }) => [name, version, manifest['bin']]),
    [
      ['@shop/price', '1.0.0', 'index.js'],
      ['@shop/price', '2.0.0', 'index.js'],
    ],
  );
  assert.deepEqual(digests(read[1]!.tarball), digests(tarball));
});

test('what is no package is named', (t) => {
  for (const [name, bytes, why] of [
    ['text.tgz', Buffer.from('no tarball'), /^text\.tgz: .*header/],
    ['empty.tgz', packTarball({ 'index.js': '' }), /^empty\.tgz: the package has no package\.json/],
    ['nameless.tgz', packTarball({ 'package.json': '{}' }), /^nameless\.tgz: .*no name or no version/],
  ] as const) {
    const directory = temporaryDirectory(t);
    writeFileSync(join(directory, name), bytes);
    assert.throws(() => readPackages(directory), { message: why });
  }
});
