// base64, sums of files and printf, beside GNU's. Each line is one run of a program.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { workplace } = require('./fixtures/workplace.cjs');

const { cwd, tell } = workplace('bytes', 'latin1');
const run = (program, args, input = '') => tell(program, args, { input });

writeFileSync(join(cwd, 'bytes'), Buffer.from(Array.from({ length: 300 }, (_, at) => at % 256)));
run('base64', ['bytes']);
run('base64', ['-w', '0', 'nothing']);
run('base64', ['-w0'], 'short');
run('base64', ['-w', '3'], 'longer text');
run('base64', ['-d'], 'bG9u\nZ2VyIHRleHQ=\n');
run('base64', ['-d'], 'bG9u*');
run('base64', ['-di'], 'bG9u*Z2Vy');
run('md5sum', ['bytes', 'nothing', '-'], 'x');
run('sha1sum', ['-b', 'bytes']);
run('sha512sum', [], 'abc');
run('sha256sum', ['bytes']);
writeFileSync(
  join(cwd, 'sums'),
  `${'0'.repeat(32)}  bytes\nno line\n4a7d1ed414474e4033ac29ccb8653d9b  nothing\n9dd4e461268c8034f5c8564e155c67a6 *x\n`,
);
writeFileSync(join(cwd, 'x'), 'x');
run('md5sum', ['-c', 'sums']);
run('md5sum', ['--status', '-c', 'sums']);
run('sha256sum', ['-c'], 'nothing of that kind\n');

const printf = (...args) => run('printf', args);
printf('%s is %d, %5d|%-5d|%05d|%+d|%x|%X|%#o\\n', 'it', '42', '7', '7', '-7', '7', '255', '255', '8');
printf(
  '%5.1f|%e|%g|%g|%G|%.3s|%c|%%|%10s|%-4s|\\n',
  '3.14159',
  '12345.678',
  '0.0001',
  '1e10',
  '1e-10',
  'abcdef',
  'xyz',
  'right',
  'l',
);
printf('%s=%s;', 'a', '1', 'b', '2', 'c');
printf('%b|%s\\x41\\101\\e[0m\\n', 'a\\tb\\0101', 'a\\tb');
printf('%*d|%.*f|%u|%i\\n', '6', '42', '2', '1.005', '-1', "'A");
printf('%d %d\\n', '0x1f', '017');
printf('%b', 'stops\\chere');
printf('%d\\n', 'x', '3y');
printf('no values\\n', 'unused');
printf();
printf('%y');
