// Programs about the machine, and programs that run others, beside coreutils'. Each line is one run of a program.
const { writeFileSync } = require('node:fs');
const { availableParallelism, hostname, machine, release, type, version } = require('node:os');
const { join } = require('node:path');
const { workplace } = require('./fixtures/workplace.cjs');

const { cwd, start, tell } = workplace('machine');
const run = (program, ...args) => tell(program, args);

writeFileSync(join(cwd, 'file'), 'x');

const same = (program, args, expected) =>
  console.log(program, ...args, start(program, args).stdout === `${expected}\n`);
same('hostname', [], hostname());
same('uname', [], type());
same('uname', ['-snrvmo'], `${type()} ${hostname()} ${release()} ${version()} ${machine()} GNU/Linux`);
same('nproc', [], availableParallelism());
run('printenv', 'NOTHING_OF_THIS_NAME');
run('env', 'A=1', 'B=2', 'printenv', 'B', 'NOTHING_OF_THIS_NAME', 'A');

// Programs that run others, or none.
run('timeout', '100', 'sh', '-c', 'exit 3');
run('timeout', '0.05', 'sleep', '100');
run('sh', '-c', '{ timeout -s KILL 0.05s sleep 100; echo $?; } 2> /dev/null');
run('timeout', '--preserve-status', '-k', '100', '.05', 'sleep', '100');
run('timeout', '-v', '0.05', 'sleep', '100');
run('timeout', '1', 'nothing-of-this-name');
run('timeout', 'soon', 'true');
run('sh', '-c', 'yes | head -n 2; yes no no | head -n 1');
run('sh', '-c', 'env test -f file; echo $?; env [ a = b ]; echo $?; env [ 1 -lt 2 ]; echo $?');
