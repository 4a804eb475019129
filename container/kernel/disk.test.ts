import assert from 'node:assert/strict';
import test from 'node:test';
import { Disk, O_APPEND, O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_WRONLY, R_OK, W_OK, X_OK } from './disk.ts';
import { DescriptorTable, OpenFile } from './descriptors.ts';
import { SystemFailure } from './errors.ts';
import { Generations } from './generations.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { NAMES_GENERATION, inodeGeneration } from './protocol.ts';
import { LAB_UID } from './protocol.ts';
import { Watchers } from './watch.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const WRITE = O_WRONLY | O_CREAT | O_TRUNC;

function newDisk(limits: Partial<Limits> = {}) {
  const generations = new Generations();
  const disk = new Disk({ ...DEFAULT_LIMITS, ...limits }, generations);
  // The root belongs to root; what happens below /home/lab is what a program may do.
  disk.privileged(LAB_UID, () => disk.mkdir('/home/lab', 0o755, true));
  return { disk, words: new Int32Array(generations.memory) };
}

const text = (disk: Disk, path: string) => new TextDecoder().decode(disk.readFile(path));
const write = (disk: Disk, path: string, content: string) => disk.writeFile(path, bytes(content), WRITE, 0o666);
const fails = (code: string, action: () => unknown) =>
  assert.throws(action, (error) => error instanceof SystemFailure && error.code === code, `should fail with ${code}`);

test('a file is written, read, appended to and removed', () => {
  const { disk } = newDisk();
  write(disk, '/home/lab/a', 'one');
  disk.writeFile('/home/lab/a', bytes(' two'), O_WRONLY | O_APPEND, 0);
  assert.equal(text(disk, '/home/lab/a'), 'one two');
  disk.unlink('/home/lab/a');
  fails('ENOENT', () => disk.readFile('/home/lab/a'));
  assert.equal(disk.contents.used, 0);
});

test('paths fail as on Linux', () => {
  const { disk } = newDisk();
  write(disk, '/home/lab/file', '');
  fails('ENOENT', () => disk.lookup('/home/nobody/file'));
  fails('ENOTDIR', () => disk.lookup('/home/lab/file/below'));
  fails('EISDIR', () => disk.readFile('/home/lab'));
  fails('EISDIR', () => write(disk, '/home/lab', ''));
  fails('EEXIST', () => disk.open('/home/lab/file', O_WRONLY | O_CREAT | O_EXCL, 0o666));
  fails('EEXIST', () => disk.mkdir('/home/lab', 0o777, false));
  fails('ENOTEMPTY', () => disk.rmdir('/home/lab'));
  fails('ENOTDIR', () => disk.rmdir('/home/lab/file'));
  fails('EISDIR', () => disk.unlink('/home/lab'));
  fails('ENAMETOOLONG', () => write(disk, `/home/lab/${'x'.repeat(256)}`, ''));
});

test('directories are made and removed with all that is below', () => {
  const { disk } = newDisk();
  assert.equal(disk.mkdir('/home/lab/a/b/c', 0o777, true), '/home/lab/a');
  assert.equal(disk.mkdir('/home/lab/a/b/c', 0o777, true), null);
  write(disk, '/home/lab/a/b/file', 'content');
  assert.deepEqual(disk.readdir('/home/lab/a/b'), [
    ['c', 2],
    ['file', 1],
  ]);
  fails('EISDIR', () => disk.remove('/home/lab/a', false, false));
  disk.remove('/home/lab/a', true, false);
  fails('ENOENT', () => disk.remove('/home/lab/a', true, false));
  disk.remove('/home/lab/a', true, true);
  assert.equal(disk.contents.used, 0);
  assert.match(disk.mkdtemp('/home/lab/tmp-'), /^\/home\/lab\/tmp-\w{6}$/);
});

test('symbolic links lead on, and in circles to ELOOP', () => {
  const { disk } = newDisk();
  disk.mkdir('/home/lab/real', 0o777, false);
  disk.symlink('real', '/home/lab/link');
  write(disk, '/home/lab/link/file', 'through');
  assert.equal(disk.realpath('/home/lab/link/file'), '/home/lab/real/file');
  assert.equal(disk.readlink('/home/lab/link'), 'real');
  disk.symlink('../real/file', '/home/lab/real/up');
  assert.equal(text(disk, '/home/lab/link/up'), 'through');
  disk.symlink('missing', '/home/lab/dangling');
  fails('ENOENT', () => disk.readFile('/home/lab/dangling'));
  write(disk, '/home/lab/dangling', 'made');
  assert.equal(text(disk, '/home/lab/missing'), 'made');
  disk.symlink('circle', '/home/lab/circle');
  fails('ELOOP', () => disk.readFile('/home/lab/circle'));
  fails('EINVAL', () => disk.readlink('/home/lab/real'));
});

test('a hard link keeps the file when the other name goes', () => {
  const { disk } = newDisk();
  write(disk, '/home/lab/a', 'shared');
  disk.link('/home/lab/a', '/home/lab/b');
  assert.equal(disk.stat(disk.lookup('/home/lab/a'))[2], 2);
  disk.unlink('/home/lab/a');
  assert.equal(text(disk, '/home/lab/b'), 'shared');
  fails('EPERM', () => disk.link('/home/lab', '/home/lab/c'));
});

test('rename replaces, moves directories and refuses what makes no sense', () => {
  const { disk } = newDisk();
  write(disk, '/home/lab/a', 'a');
  write(disk, '/home/lab/b', 'b');
  disk.rename('/home/lab/a', '/home/lab/b');
  assert.equal(text(disk, '/home/lab/b'), 'a');
  fails('ENOENT', () => disk.rename('/home/lab/a', '/home/lab/c'));
  disk.mkdir('/home/lab/dir/sub', 0o777, true);
  fails('EINVAL', () => disk.rename('/home/lab/dir', '/home/lab/dir/sub/dir'));
  fails('EISDIR', () => disk.rename('/home/lab/b', '/home/lab/dir'));
  fails('ENOTDIR', () => disk.rename('/home/lab/dir', '/home/lab/b'));
  disk.rename('/home/lab/dir/sub', '/home/lab/moved');
  assert.equal(disk.realpath('/home/lab/moved/..'), '/home/lab');
});

test('permissions hold for programs and not for the privileged', () => {
  const { disk } = newDisk();
  fails('EACCES', () => write(disk, '/root-owned', ''));
  write(disk, '/home/lab/secret', 'x');
  disk.chmod(disk.lookup('/home/lab/secret'), 0o200);
  fails('EACCES', () => disk.readFile('/home/lab/secret'));
  fails('EACCES', () => disk.access('/home/lab/secret', X_OK));
  disk.access('/home/lab/secret', W_OK);
  assert.equal(
    disk.privileged(LAB_UID, () => text(disk, '/home/lab/secret')),
    'x',
  );
  disk.mkdir('/home/lab/closed', 0o777, false);
  disk.chmod(disk.lookup('/home/lab/closed'), 0o500);
  fails('EACCES', () => write(disk, '/home/lab/closed/new', ''));
  disk.access('/home/lab/closed', R_OK | X_OK);
  fails('EPERM', () => disk.chmod(disk.root, 0o777));
});

test('a disk has room for so many bytes and names, and gets it back', () => {
  const { disk } = newDisk({ diskBytes: 10, inodes: 4 });
  write(disk, '/home/lab/a', '123456');
  fails('ENOSPC', () => write(disk, '/home/lab/b', '12345'));
  write(disk, '/home/lab/a', '1234567890');
  fails('ENOSPC', () => disk.writeFile('/home/lab/a', bytes('1'), O_WRONLY | O_APPEND, 0));
  fails('ENOSPC', () => disk.mkdir('/home/lab/c', 0o777, false));
  disk.unlink('/home/lab/b');
  disk.mkdir('/home/lab/c', 0o777, false);
});

const opener = {};

test('an open file outlives its name and keeps its room until it is closed', () => {
  const { disk } = newDisk();
  const table = new DescriptorTable(10);
  write(disk, '/home/lab/a', 'content');
  const fd = table.add({ kind: 'file', file: new OpenFile(disk, disk.open('/home/lab/a', O_RDWR, 0), O_RDWR) }, opener);
  disk.unlink('/home/lab/a');
  assert.equal(new TextDecoder().decode(table.file(fd).read(100, -1)), 'content');
  assert.equal(disk.contents.used, 7);
  table.close(fd);
  assert.equal(disk.contents.used, 0);
  fails('EBADF', () => table.get(fd));
});

test('descriptors share a position, write where they are told and count up to their limit', () => {
  const { disk } = newDisk();
  const table = new DescriptorTable(3);
  const file = new OpenFile(disk, disk.open('/home/lab/a', O_RDWR | O_CREAT, 0o666), O_RDWR);
  assert.equal(table.add({ kind: 'file', file }, opener), 0);
  assert.equal(table.add({ kind: 'file', file }, opener), 1);
  table.file(0).write(bytes('abc'), -1);
  table.file(1).write(bytes('def'), -1);
  table.file(1).write(bytes('X'), 1);
  table.file(0).write(bytes('!'), 8);
  assert.equal(text(disk, '/home/lab/a'), 'aXcdef\0\0!');
  table.file(0).truncate(2);
  table.file(0).truncate(4);
  assert.equal(text(disk, '/home/lab/a'), 'aX\0\0');
  table.add({ kind: 'null' }, opener);
  fails('EMFILE', () => table.add({ kind: 'null' }, opener));
  fails('EINVAL', () => table.file(2));
  table.close(0);
  assert.equal(table.add({ kind: 'null' }, opener), 0);
});

test('generations move with every change of a name or of content, and not with reading', () => {
  const { disk, words } = newDisk();
  write(disk, '/home/lab/a', 'x');
  const { number } = disk.lookup('/home/lab/a');
  const seen = () => [words[NAMES_GENERATION], words[inodeGeneration(number)]] as [number, number];
  const [names, content] = seen();
  disk.readFile('/home/lab/a');
  disk.readdir('/home/lab');
  assert.deepEqual(seen(), [names, content]);
  write(disk, '/home/lab/a', 'y');
  assert.equal(seen()[0], names);
  assert.ok(seen()[1] > content);
  disk.rename('/home/lab/a', '/home/lab/b');
  assert.ok(seen()[0] > names);
});

test('times and modes are set and reported', () => {
  const { disk } = newDisk();
  write(disk, '/home/lab/a', '');
  disk.utimes(disk.lookup('/home/lab/a'), 1.5, 1700000000.25);
  disk.chmod(disk.lookup('/home/lab/a'), 0o640);
  const stat = disk.stat(disk.lookup('/home/lab/a'));
  assert.equal(stat.length, 18);
  assert.equal(stat[1], 0o100640);
  assert.deepEqual(stat.slice(10, 14), [1, 500_000_000, 1_700_000_000, 250_000_000]);
});

test('a watcher hears of what happens below, by name', () => {
  const { disk } = newDisk();
  disk.mkdir('/home/lab/dir/sub', 0o777, true);
  const watchers = new Watchers(disk, 2);
  const shallow: string[] = [];
  const deep: string[] = [];
  const number = watchers.add('/home/lab/dir', false, (kind, name) => shallow.push(`${kind} ${name}`));
  watchers.add('/home/lab/dir', true, (kind, name) => deep.push(`${kind} ${name}`));
  write(disk, '/home/lab/dir/a', 'x');
  write(disk, '/home/lab/dir/sub/b', 'x');
  assert.deepEqual([...new Set(shallow)], ['rename a', 'change a']);
  assert.ok(deep.includes('rename sub/b') && deep.includes('change sub/b'));
  watchers.remove(number);
  write(disk, '/home/lab/dir/c', 'x');
  assert.ok(!shallow.includes('rename c') && deep.includes('rename c'));
});
