// Programs about names, links, modes and sizes, beside coreutils'. Each line is one run of a program.
const { mkdirSync, readlinkSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { workplace } = require('./fixtures/workplace.cjs');

const { cwd, tell } = workplace('paths');
const run = (program, ...args) => tell(program, args);

writeFileSync(join(cwd, 'file'), 'x');

// Names.
run('basename', '/a/b.txt', '.txt');
run('basename', '-s', '.js', 'a/b.js', '/', 'c/', '.js');
run('basename');
run('basename', 'a', 'b', 'c');
run('dirname', '/a/b/', 'a', '/', 'a/b/c');

// Links.
mkdirSync(join(cwd, 'dir/sub'), { recursive: true });
run('ln', '-s', 'file', 'link');
run('ln', '-s', 'file', 'link');
run('ln', '-sfv', 'nowhere', 'link');
run('ln', '-s', '../file', 'dir');
run('ln', '-sr', 'file', 'dir/sub/relative');
console.log(readlinkSync(join(cwd, 'dir/sub/relative')));
run('ln', 'file', 'hard');
console.log(statSync(join(cwd, 'hard')).nlink);
run('ln', 'nothing', 'x');
run('ln', 'dir', 'x');
run('ln', '-s', 'a', 'b', 'file');
run('ln', '-s', 'dir', 'todir');
run('ln', '-sfn', 'dir/sub', 'todir');
run('readlink', 'todir');
run('readlink', '-n', 'link');
run('readlink', '-v', 'file', 'nothing');
run('readlink', '-f', 'todir/../file', 'dir/nothing', 'nothing/x');
run('realpath', 'dir/sub/relative', 'link', 'nothing/x', 'file/x');
run('realpath', '-e', 'link', 'dir/../file');
run('realpath', '-ms', 'todir/../a/./b', 'nothing/x');
run('realpath', '--relative-to=dir', 'file', 'dir');

// Modes.
const chmod = (...args) => {
  run('chmod', ...args);
  console.log(['file', 'dir', 'dir/sub'].map((name) => statSync(join(cwd, name)).mode.toString(8)).join(' '));
};
chmod('640', 'file');
chmod('u+x,go=r', 'file');
chmod('-v', 'a+X', 'file', 'dir');
chmod('-R', 'g=u,o-rwx,+t', 'dir');
chmod('-x', 'file');
chmod('u=rwx,g=s,o=', 'dir');
chmod('z', 'file');
chmod('755');
chmod('755', 'nothing', 'file');

run(
  'sh',
  '-c',
  'du -s dir | cut -f 2; du -a dir | cut -f 2 | sort; du -hc file | tail -n 1 | cut -f 2; du nothing; du -b file',
);
