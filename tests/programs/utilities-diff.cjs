// diff, beside GNU's. Each line is one run of the program.
const { spawnSync } = require('node:child_process');
const { mkdirSync, mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const cwd = mkdtempSync(join(tmpdir(), 'diff-'));
writeFileSync(join(cwd, 'old'), 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\n');
writeFileSync(join(cwd, 'new'), 'zero\none\ntwo\nTHREE\nfour\nfive\nsix\nseven\neight\nnine\nten\nten\nten');
writeFileSync(join(cwd, 'spaced'), 'one\n two\nth ree\nFour\nfive \nsix\nseven\neight\nnine\nten\neleven\n');
const diff = (...args) => {
  const { status, stdout, stderr } = spawnSync('diff', args, { cwd, encoding: 'utf8', input: 'one\n' });
  const told = stderr.replace(/^\S+: Try .*\n/gm, '');
  console.log(
    'diff',
    args.join(' '),
    '→',
    status,
    JSON.stringify(stdout.replace(/\t\d{4}-.*$/gm, '')),
    JSON.stringify(told),
  );
};
diff('old', 'new');
diff('-u', 'old', 'new');
diff('-U1', '-L', 'before', '--label', 'after', 'old', 'new');
diff('old', 'old');
diff('-s', 'old', 'old');
diff('-q', 'old', 'new');
diff('-w', 'old', 'spaced');
diff('-bi', 'old', 'spaced');
diff('-u', '-', 'old');
diff('old', 'nothing');
diff('old');
for (const name of ['a', 'a/both', 'a/only', 'b', 'b/both']) mkdirSync(join(cwd, name));
for (const name of ['a/x', 'b/x', 'a/same', 'b/same', 'b/y'])
  writeFileSync(join(cwd, name), name.endsWith('same') ? '' : `${name}\n`);
writeFileSync(join(cwd, 'b/both/z'), 'z\n');
diff('a', 'b');
diff('-ru', 'a', 'b');
diff('-rNq', 'a', 'b');
diff('-rN', 'a', 'b');
diff('a', 'x');
