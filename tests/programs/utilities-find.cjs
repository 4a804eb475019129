// find, beside GNU's. Each line is one run of the program; directories have no order, so what it prints is sorted.
const { spawnSync } = require('node:child_process');
const { chmodSync, mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const cwd = mkdtempSync(join(tmpdir(), 'find-'));
for (const path of ['src/lib', 'node_modules/one/node_modules/two', 'empty'])
  mkdirSync(join(cwd, path), { recursive: true });
const files = {
  'src/main.js': 'x'.repeat(1500),
  'src/lib/Util.JS': 'y',
  'src/lib/a[1].txt': '',
  'src/lib/a b.txt': 'two words',
  'node_modules/one/main.js': '',
  '.hidden': '',
};
for (const [path, text] of Object.entries(files)) {
  writeFileSync(join(cwd, path), text);
  chmodSync(join(cwd, path), 0o644);
}
chmodSync(join(cwd, 'src/main.js'), 0o755);
symlinkSync('src', join(cwd, 'link'));
symlinkSync('nowhere', join(cwd, 'broken'));
const days = 24 * 3600;
utimesSync(join(cwd, 'src/main.js'), Date.now() / 1000 - 3.5 * days, Date.now() / 1000 - 3.5 * days);

const find = (...args) => {
  const { status, stdout, stderr } = spawnSync('find', args, { cwd, encoding: 'utf8' });
  const [end] = stdout.match(/.$/s) ?? [''];
  const lines = end === '\0' ? stdout.split('\0') : stdout.split('\n');
  console.log(args.join(' '), '→', status, JSON.stringify(lines.sort()), JSON.stringify(stderr));
};

find();
find('src', 'nothing', 'link', 'link/', '-name', '*.js');
find('.', '-maxdepth', '1', '-type', 'l,f', '-o', '-mindepth', '2', '-name', 'src');
find('-L', '.', '(', '-type', 'f', '-o', '-type', 'l', ')', '!', '-path', './node_modules/*');
find('.', '-iname', '*.js', '-size', '-3', '-o', '-name', 'a\\[1\\]*', '-o', '-name', 'a[! ]*', '-print0');
find('.', '-name', 'node_modules', '-prune', '-o', '-type', 'f', '-size', '+0', '-print');
find('src', '(', '-size', '2k', '-o', '-size', '9c', ')', '-not', '-empty', '-a', '-true');
find('.', '-empty', '-newer', 'src/main.js', '-type', 'f');
find(
  'src',
  '-mtime',
  '3',
  '-perm',
  '755',
  '-o',
  '-mmin',
  '+4000',
  '-o',
  '-perm',
  '/u=x',
  '-name',
  'lib',
  '-o',
  '-perm',
  '-0111',
);
find('src', '-type', 'f', '-exec', 'echo', 'one:', '{}', ';');
find('src', '-name', '*.txt', '-exec', 'false', '{}', ';', '-print', '-o', '-name', '*.js', '-exec', 'echo', '{}', '+');
find('src', '-name', '*.js', '-exec', 'false', '{}', '+');
find('src/lib', '-depth');
find('src', '-name', 'lib', '-quit', '-o', '-name', 'lib', '-print');
find('node_modules', 'empty', '-name', 'one', '-delete');
find('node_modules', 'empty', '-delete', '-print');
find('.', '-path', './src*', '-wholename', '*lib', '-ipath', './SRC/*');

// What makes no sense is refused.
find('.', '-frob');
find('.', '-name');
find('.', '-name', 'a', 'b');
find('.', '(', '-name', 'a');
find('.', '-name', 'a', ')');
find('.', '-type', 'q');
find('.', '-newer', 'nothing');
find('.', '-exec', 'echo');
