import assert from 'node:assert/strict';
import test from 'node:test';
import { layOut, takeSnapshot, type Disk } from './snapshot.ts';

const DIRECTORY = 0o040000;

/** A disk in memory that keeps the bytes it is given, as Emscripten's does with `canOwn`. */
function memoryDisk(files: Record<string, Uint8Array | null>): Disk {
  return {
    readdir: (path) => [
      '.',
      '..',
      ...Object.keys(files).flatMap((file) => {
        const name = file.startsWith(`${path}/`) ? file.slice(path.length + 1) : '';
        return name === '' || name.includes('/') ? [] : [name];
      }),
    ],
    stat: (path) => ({ mode: files[path] === null ? DIRECTORY | 0o700 : 0o100600 }),
    isDir: (mode) => (mode & DIRECTORY) !== 0,
    readFile: (path) => new Uint8Array(files[path]!),
    writeFile: (path, data) => void (files[path] = data),
    mkdir: (path) => void (files[path] = null),
  };
}

test('what was laid out is what was taken, and changes neither the snapshot nor an equal file', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const original = { '/d': null, '/d/a': bytes(1, 2), '/d/empty': bytes(), '/d/sub': null, '/d/sub/same': bytes(1, 2) };
  const snapshot = takeSnapshot(memoryDisk(original), '/d');

  const files: Record<string, Uint8Array | null> = {};
  layOut(snapshot, memoryDisk(files), '/d');
  assert.deepEqual(files, original);

  files['/d/a']!.fill(9);
  assert.deepEqual(files['/d/sub/same'], bytes(1, 2));
  const again: Record<string, Uint8Array | null> = {};
  layOut(snapshot, memoryDisk(again), '/d');
  assert.deepEqual(again, original);
});
