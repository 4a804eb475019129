import assert from 'node:assert/strict';
import test from 'node:test';
import { Disk, O_CREAT, O_WRONLY, ROOT_UID } from './disk.ts';
import { LAB_UID } from './protocol.ts';
import { SystemFailure } from './errors.ts';
import { Generations } from './generations.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { NODE, findProgram, installPrograms } from './programs.ts';

function newDisk() {
  const disk = new Disk(DEFAULT_LIMITS, new Generations());
  disk.privileged(ROOT_UID, () => installPrograms(disk));
  disk.privileged(LAB_UID, () => disk.mkdir('/home/lab/bin', 0o755, true));
  return disk;
}

function script(disk: Disk, path: string, text: string, mode = 0o755) {
  disk.writeFile(path, new TextEncoder().encode(text), O_WRONLY | O_CREAT, mode);
}

const find = (disk: Disk, file: string, args: string[] = [], env: Record<string, string> = {}) =>
  findProgram(disk, file, [file, ...args], '/home/lab', env).argv;

const fails = (code: string, action: () => unknown) =>
  assert.throws(action, (error) => error instanceof SystemFailure && error.code === code, `should fail with ${code}`);

test('node is found on the default PATH and by its path', () => {
  const disk = newDisk();
  assert.deepEqual(find(disk, 'node', ['app.js']), [NODE, 'app.js']);
  assert.deepEqual(find(disk, NODE, ['-v']), [NODE, '-v']);
});

test('a program is called what its starter says, or by the line of the script that wants it', () => {
  const disk = newDisk();
  script(disk, '/home/lab/tool', '#!/usr/bin/env node\n');
  const called = (file: string, ...args: string[]) => findProgram(disk, file, args, '/home/lab', {}).argv0;
  assert.equal(called(NODE, 'another', 'app.js'), 'another');
  assert.equal(called('node'), 'node');
  assert.equal(called('/home/lab/tool', 'tool'), 'node');
});

test('the PATH of the child counts, in its order', () => {
  const disk = newDisk();
  disk.symlink(NODE, '/home/lab/bin/tool');
  fails('ENOENT', () => find(disk, 'tool'));
  assert.deepEqual(find(disk, 'tool', [], { PATH: '/nowhere:/home/lab/bin' }), [NODE]);
  assert.deepEqual(find(disk, 'tool', [], { PATH: 'bin' }), [NODE], 'relative to the working directory');
  fails('ENOENT', () => find(disk, 'node', [], { PATH: '/home/lab/bin' }));
});

test('a script runs by the interpreter of its first line', () => {
  const disk = newDisk();
  script(disk, '/home/lab/bin/cli', '#!/usr/bin/env node\nconsole.log(1)');
  script(disk, '/home/lab/bin/strict', '#!/usr/bin/env -S node --no-warnings --trace-warnings\n');
  script(disk, '/home/lab/bin/direct', '#! /usr/local/bin/node --no-warnings\r\n');
  assert.deepEqual(find(disk, 'bin/cli', ['a', 'b']), [NODE, '/home/lab/bin/cli', 'a', 'b']);
  const strict = [NODE, '--no-warnings', '--trace-warnings', '/home/lab/bin/strict'];
  assert.deepEqual(find(disk, '/home/lab/bin/strict'), strict);
  assert.deepEqual(find(disk, './bin/direct'), [NODE, '--no-warnings', '/home/lab/./bin/direct']);
});

test('an interpreter that is not there, itself or nothing fails', () => {
  const disk = newDisk();
  script(disk, '/home/lab/bin/shell', '#!/bin/fish\necho');
  script(disk, '/home/lab/bin/circle', '#!/home/lab/bin/circle\n');
  script(disk, '/home/lab/bin/text', 'just text');
  fails('ENOENT', () => find(disk, '/home/lab/bin/shell'));
  fails('ELOOP', () => find(disk, '/home/lab/bin/circle'));
  fails('ENOEXEC', () => find(disk, '/home/lab/bin/text'));
});

test('a file without the execute bit is refused, unless a later directory has the program', () => {
  const disk = newDisk();
  script(disk, '/home/lab/bin/node', '#!/usr/bin/env node\n', 0o644);
  fails('EACCES', () => find(disk, 'bin/node'));
  fails('EACCES', () => find(disk, 'node', [], { PATH: '/home/lab/bin' }));
  assert.deepEqual(find(disk, 'node', [], { PATH: '/home/lab/bin:/usr/local/bin' }), [NODE]);
  fails('EACCES', () => find(disk, '/home/lab'));
});

test('nothing is not a program', () => {
  const disk = newDisk();
  fails('ENOENT', () => find(disk, ''));
  fails('ENOENT', () => find(disk, './missing'));
});
