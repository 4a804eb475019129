// node:fs in its synchronous, callback and promise forms.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'basics-'));
const at = (...names) => path.join(root, ...names);
const show = (...values) =>
  console.log(...values.map((value) => (typeof value === 'string' ? value.replaceAll(root, 'ROOT') : value)));

fs.writeFileSync(at('a.txt'), 'one');
fs.appendFileSync(at('a.txt'), ' two');
fs.writeFileSync(at('bytes'), Buffer.from([0, 255, 128]));
fs.writeFileSync(at('latin1'), 'é', 'latin1');
fs.writeFileSync(at('flag'), 'x', { flag: 'wx', mode: 0o600 });
show(fs.readFileSync(at('a.txt'), 'utf8'), fs.readFileSync(at('bytes')), fs.readFileSync(at('latin1')));
show(fs.existsSync(at('a.txt')), fs.existsSync(at('nothing')));
const stat = fs.statSync(at('a.txt'));
show(stat.size, stat.isFile(), stat.isDirectory(), stat.isSymbolicLink(), (stat.mode & 0o777).toString(8), stat.nlink);
show(typeof stat.ino, stat.mtime instanceof Date, Math.abs(Date.now() - stat.mtimeMs) < 60_000, stat.constructor.name);
show((fs.statSync(at('flag')).mode & 0o777).toString(8), fs.statSync(root).isDirectory());
show(typeof fs.statSync(at('a.txt'), { bigint: true }).mtimeNs, fs.statSync(at('nothing'), { throwIfNoEntry: false }));
const room = fs.statfsSync(root);
show(Object.keys(room), room.bsize > 0, room.bfree <= room.blocks, room.ffree <= room.files);
show(typeof fs.statfsSync(root, { bigint: true }).blocks);
fs.statfs(at('nothing'), (error) => show(error.message));

fs.truncateSync(at('a.txt'), 2);
show(fs.readFileSync(at('a.txt'), 'utf8'));
fs.truncateSync(at('a.txt'), 4);
show(JSON.stringify(fs.readFileSync(at('a.txt'), 'utf8')));
fs.utimesSync(at('a.txt'), 1_000, 2_000.5);
show(fs.statSync(at('a.txt')).atimeMs, fs.statSync(at('a.txt')).mtimeMs);
fs.chmodSync(at('a.txt'), 0o640);
show((fs.statSync(at('a.txt')).mode & 0o777).toString(8));

fs.mkdirSync(at('dir'));
show(fs.mkdirSync(at('dir', 'x', 'y'), { recursive: true }), fs.mkdirSync(at('dir', 'x', 'y'), { recursive: true }));
fs.renameSync(at('a.txt'), at('dir', 'b.txt'));
fs.copyFileSync(at('dir', 'b.txt'), at('dir', 'x', 'c.txt'));
fs.symlinkSync('b.txt', at('dir', 'link'));
fs.symlinkSync('nowhere', at('dir', 'dangling'));
fs.linkSync(at('dir', 'b.txt'), at('dir', 'hard'));
show(
  fs.readlinkSync(at('dir', 'link')),
  fs.realpathSync(at('dir', 'link')),
  fs.realpathSync.native(at('dir', 'x', '..')),
);
show(
  fs.lstatSync(at('dir', 'link')).isSymbolicLink(),
  fs.statSync(at('dir', 'link')).isFile(),
  fs.statSync(at('dir', 'hard')).nlink,
);
show(fs.existsSync(at('dir', 'dangling')), fs.readFileSync(at('dir', 'hard')).length);
fs.mkdirSync(at('sorted'));
for (const name of ['b', '10', 'a', 'C', '2', 'é', '_']) fs.writeFileSync(at(`sorted/${name}`), '');
show(fs.readdirSync(at('sorted')));
fs.rmSync(at('sorted'), { recursive: true });
show(fs.readdirSync(at('dir')).sort());
show(fs.readdirSync(root, { recursive: true }).sort());
show(
  fs
    .readdirSync(at('dir'), { withFileTypes: true })
    .map(
      (entry) =>
        `${entry.name} ${entry.isFile()} ${entry.isDirectory()} ${entry.isSymbolicLink()} ${entry.parentPath === at('dir')}`,
    )
    .sort(),
);
fs.mkdirSync(at('copy'));

const fd = fs.openSync(at('random'), 'w+');
show(
  fs.writeSync(fd, 'hello world'),
  fs.writeSync(fd, Buffer.from('WORLD'), 0, 5, 6),
  fs.writevSync(fd, [Buffer.from('!'), Buffer.from('?')]),
);
const buffer = Buffer.alloc(20, '.');
show(fs.readSync(fd, buffer, 2, 5, 6), buffer.toString(), fs.readSync(fd, buffer), fs.fstatSync(fd).size);
fs.ftruncateSync(fd, 5);
fs.fsyncSync(fd);
show(fs.readFileSync(at('random'), 'utf8'), fs.readvSync(fd, [Buffer.alloc(2), Buffer.alloc(9)], 0));
fs.closeSync(fd);
const appending = fs.openSync(at('random'), 'a');
fs.writeSync(appending, '+');
fs.closeSync(appending);
show(fs.readFileSync(at('random'), { encoding: 'hex' }));

const directory = fs.opendirSync(at('dir'));
const listed = [];
for (let entry = directory.readSync(); entry; entry = directory.readSync()) listed.push(entry.name);
directory.closeSync();
show('opendir', listed.sort());

const attempts = {
  'read missing': () => fs.readFileSync(at('nothing')),
  'read a directory': () => fs.readFileSync(root),
  'read utf8 a directory': () => fs.readFileSync(root, 'utf8'),
  'write into nothing': () => fs.writeFileSync(at('no', 'file'), ''),
  'write a directory': () => fs.writeFileSync(root, ''),
  'file as directory': () => fs.readFileSync(at('flag', 'x')),
  exclusive: () => fs.writeFileSync(at('flag'), '', { flag: 'wx' }),
  'mkdir again': () => fs.mkdirSync(at('dir')),
  'mkdir deep': () => fs.mkdirSync(at('p', 'q')),
  'mkdir on a file': () => fs.mkdirSync(at('flag', 'q'), { recursive: true }),
  'rmdir full': () => fs.rmdirSync(at('dir')),
  'rmdir a file': () => fs.rmdirSync(at('flag')),
  'unlink missing': () => fs.unlinkSync(at('nothing')),
  'unlink a directory': () => fs.unlinkSync(at('dir')),
  'rename missing': () => fs.renameSync(at('nothing'), at('else')),
  'rename onto full': () => fs.renameSync(at('copy'), at('dir')),
  'copy missing': () => fs.copyFileSync(at('nothing'), at('else')),
  'copy exclusively': () => fs.copyFileSync(at('flag'), at('bytes'), fs.constants.COPYFILE_EXCL),
  'link missing': () => fs.linkSync(at('nothing'), at('else')),
  'symlink again': () => fs.symlinkSync('x', at('flag')),
  'readlink a file': () => fs.readlinkSync(at('flag')),
  'readdir a file': () => fs.readdirSync(at('flag')),
  'readdir missing': () => fs.readdirSync(at('nothing')),
  'opendir missing': () => fs.opendirSync(at('nothing')),
  'stat missing': () => fs.statSync(at('nothing')),
  'lstat missing': () => fs.lstatSync(at('nothing')),
  'realpath missing': () => fs.realpathSync(at('nothing')),
  'access missing': () => fs.accessSync(at('nothing')),
  'execute a file': () => fs.accessSync(at('flag'), fs.constants.X_OK),
  'chmod missing': () => fs.chmodSync(at('nothing'), 0o600),
  'utimes missing': () => fs.utimesSync(at('nothing'), 0, 0),
  'truncate missing': () => fs.truncateSync(at('nothing')),
  'rm missing': () => fs.rmSync(at('nothing')),
  'rm a directory': () => fs.rmSync(at('dir')),
  'closed descriptor': () => fs.readSync(9999, Buffer.alloc(1)),
  'close twice': () => fs.closeSync(fd),
  'fstat closed': () => fs.fstatSync(9999),
  'write to a reader': () => fs.writeSync(fs.openSync(at('flag'), 'r'), 'x'),
  'read far behind the end': () => fs.readSync(fs.openSync(at('flag')), Buffer.alloc(4), 0, 4, 2n ** 63n - 5n),
  'read from a writer': () => fs.readSync(fs.openSync(at('flag'), 'a'), Buffer.alloc(1)),
  'exists by no name': () => fs.existsSync(''),
  'stat by no name': () => fs.statSync(''),
  'read by no name': () => fs.readFileSync(''),
  'write by no name': () => fs.writeFileSync('', 'x'),
  'mkdir by no name': () => fs.mkdirSync('', { recursive: true }),
  'rename by no name': () => fs.renameSync('', at('x')),
  'mkdtemp in a directory': () => fs.mkdtempSync(at('dir/')).length - at('dir/').length,
  'mkdtemp below the working directory': () => {
    process.chdir(root);
    return fs.mkdtempSync('below-').replace(/\w{6}$/, '');
  },
  'mkdtemp in nothing': () => fs.mkdtempSync(at('no', 'tmp-')),
  'a file with a slash': () => [at('flag'), `${at('flag')}/`, `${at('dir')}/`].map((path) => fs.existsSync(path)),
  'stat a file with a slash': () => fs.statSync(`${at('flag')}/`),
  'read a file with a slash': () => fs.readFileSync(`${at('flag')}/`, 'utf8'),
  'write a file with a slash': () => fs.writeFileSync(`${at('flag')}/`, 'x'),
  'write nothing with a slash': () => fs.writeFileSync(`${at('new')}/`, 'x'),
  'unlink a file with a slash': () => fs.unlinkSync(`${at('flag')}/`),
  'rename a file with a slash': () => fs.renameSync(`${at('flag')}/`, at('moved')),
  'list a file with a slash': () => fs.readdirSync(`${at('flag')}/`),
  'access a file with a slash': () => fs.accessSync(`${at('flag')}/`),
  'mkdir a file with a slash': () => fs.mkdirSync(`${at('flag')}/`),
  'mkdir -p a file with a slash': () => fs.mkdirSync(`${at('flag')}/`, { recursive: true }),
  'a directory with a slash': () => {
    fs.mkdirSync(`${at('slash')}/`);
    fs.mkdirSync(`${at('slash', 'deep')}/`, { recursive: true });
    fs.symlinkSync('slash', at('to-slash'));
    process.chdir(`${at('slash')}/`);
    return [
      process.cwd() === fs.realpathSync(at('slash')),
      fs.readdirSync(`${at('slash')}/`),
      fs.lstatSync(`${at('to-slash')}/`).isDirectory(),
      fs.realpathSync(`${at('to-slash')}/`) === fs.realpathSync(at('slash')),
      fs.readdirSync('.'),
      fs.rmdirSync(`${at('slash', 'deep')}/`),
      fs.readdirSync('./'),
    ];
  },
  'a number for a path': () => fs.readFileSync({}),
  'null byte': () => fs.readFileSync('a\0b'),
  'bad flag': () => fs.openSync(at('flag'), 'q'),
  'bad encoding': () => fs.readFileSync(at('flag'), 'klingon'),
  'rm force': () => fs.rmSync(at('nothing'), { force: true }),
  loop: () => {
    fs.symlinkSync('loop', at('loop'));
    fs.readFileSync(at('loop'));
  },
};
for (const name of ['closeSync', 'readSync', 'writeSync', 'fstatSync', 'ftruncateSync', 'fsyncSync', 'fchmodSync']) {
  for (const wrong of ['1', undefined, 1.5, -1, 2 ** 33]) {
    attempts[`${name} of ${wrong}`] = () => fs[name](wrong, Buffer.alloc(1));
  }
}
attempts['close of a text, with a callback'] = () => fs.close('1', () => show('never'));
attempts['mode of access'] = () => fs.accessSync('/', 'r');
attempts['mode of copyFile'] = () => fs.copyFileSync('/a', '/b', 99);
attempts['cp into itself'] = () => fs.cpSync(root, at('below'));
attempts['cp of a link that is there'] = () => {
  fs.mkdirSync(at('from'));
  fs.mkdirSync(at('to'));
  fs.symlinkSync(at('to'), at('from', 'link'));
  fs.cpSync(at('from'), at('to'), { recursive: true });
  fs.cpSync(at('from'), at('to'), { recursive: true });
};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    show(name, 'gave', attempt());
  } catch (error) {
    show(name, error.name, error.code, error.syscall, error.errno, error.message);
  }
}
fs.rmSync(root, { recursive: true });
show(fs.existsSync(root));
