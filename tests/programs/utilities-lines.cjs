// tr, cut and tac, beside GNU's. Each line is one run of a program.
const { workplace } = require('./fixtures/workplace.cjs');

const { tell } = workplace('lines', 'latin1');
const run = (program, args, input = '') => tell(program, args, { input });

run('tr', ['a-z', 'A-Z'], 'all of it\n');
run('tr', ['-d', '[:digit:]\\n'], 'a1\nb2\n');
run('tr', ['-s', ' \\t', '\\n'], 'a  b \t c\n');
run('tr', ['-s', 'ab'], 'aabbccab\n');
run('tr', ['-cd', '[:alnum:]_'], 'a-b_c d\n');
run('tr', ['-cs', '[:alpha:]', '\\n'], 'two words, three\n');
run('tr', ['-ds', 'x', 'y'], 'axxyyb\n');
run('tr', ['[:upper:]abc', '[:lower:][x*2]\\101'], 'ABCabc\n');
run('tr', ['-t', 'abc', 'x'], 'abc é\n');
run('tr', ['abc-', 'd'], 'a-b é\n');
for (const args of [[], ['a'], ['z-a', 'b'], ['a', ''], ['-d', 'a', 'b'], ['[:nothing:]', 'a'], ['a', 'b', 'c']])
  run('tr', args);

const table = 'a:b:c:d\nno\n1::3\n';
run('cut', ['-d:', '-f2'], table);
run('cut', ['-d', ':', '-f', '3-,1', '-s', '--output-delimiter= | '], table);
run('cut', ['-d:', '--complement', '-f', '-2'], table);
run('cut', ['-c', '1,3-4'], table);
run('cut', ['-b', '1,3-4', '--output-delimiter=,'], table);
run('cut', ['-f2'], 'a\tb\n');
for (const args of [
  [],
  ['-f0'],
  ['-f', '3-2'],
  ['-c1', '-f1'],
  ['-d', 'ab', '-f1'],
  ['-d:', '-c1'],
  ['-f', 'x'],
  ['-f1', 'nothing'],
])
  run('cut', args);

run('tac', [], 'one\ntwo\nthree');
run('tac', ['nothing']);
