// Programs that read text, beside coreutils' and GNU grep.
const { spawnSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir, userInfo } = require('node:os');
const { join } = require('node:path');

const cwd = mkdtempSync(join(tmpdir(), 'utilities-'));
const run = (code, input) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', code], { cwd, encoding: 'utf8', input });
  console.log(code, '→', status, JSON.stringify(stdout), JSON.stringify(stderr.replace(/^Try .*--help.*\n/gm, '')));
};

run('mkdir a; echo one > a/one.txt; printf "two\\nthree\\n" > a/two.txt');
// Reading.
run('cat a/one.txt a/two.txt; cat nothing; echo $?; cat a; echo $?');
run('cat', 'typed\nin\n');
run('cat -n a/two.txt; cat - a/one.txt', 'first\n');
run('seq 20 | head -n 3; seq 20 | head -2; seq 20 | tail -n 3; seq 20 | tail -n +19; seq 5 | head -c 4');
run('head -n 1 a/one.txt a/two.txt; tail -q -n 1 a/one.txt a/two.txt; head nothing; echo $?');
run('seq 100000 | head -n 1');
run('wc a/two.txt; wc -l a/one.txt a/two.txt; wc -c < a/two.txt; wc -w', 'three more words\n');
run('printf "3\\n10\\n2\\n" | sort; printf "3\\n10\\n2\\n" | sort -n; printf "3\\n10\\n2\\n" | sort -rn');
run('printf "b 2\\na 10\\nc 1\\n" | sort -k2n; printf "b,2\\na,1\\n" | sort -t, -k2; printf "x\\nx\\ny\\n" | sort -u');
run(
  'printf "200\\n401\\n200\\n" | sort | uniq -c | sort -rn; printf "a\\na\\nb\\n" | uniq -d; printf "a\\na\\nb\\n" | uniq -u',
);

// Looking for.
run('grep o a/one.txt a/two.txt; grep -c o a/one.txt; grep nothing a/one.txt; echo $?; grep x nowhere; echo $?');
run('grep -n -i TH a/two.txt; grep -v two a/two.txt; grep -l t a/one.txt a/two.txt; grep -q two a/two.txt; echo $?');
run('printf "a+b\\naab\\n" | grep "a+b"; printf "a+b\\naab\\n" | grep -E "a+b"; printf "a.b\\nacb\\n" | grep -F a.b');
run(
  'printf "GET /a 200\\nGET /b 500\\n" | grep -o "[0-9][0-9]*$"; printf "x1\\ny\\n" | grep -E "^[[:alpha:]][[:digit:]]$"',
);
run(
  'printf "one\\ntwo\\n" | grep "one\\|two"; printf "ab\\n" | grep -E "(a|b){2}"; printf "word wording\\n" | grep -ow word',
);
run('grep -r t a | sort; grep -h t a/one.txt a/two.txt');

// Who runs them.
const { uid, gid, username } = userInfo();
const who = { u: uid, g: gid, un: username };
for (const [option, expected] of Object.entries(who)) {
  console.log(option, spawnSync('id', [`-${option}`], { encoding: 'utf8' }).stdout === `${expected}\n`);
}
console.log(spawnSync('whoami', { encoding: 'utf8' }).stdout === `${username}\n`);
run('id | grep -c "^uid=[0-9]*([a-z]*) gid=[0-9]*([a-z]*) groups="; id -u -g; echo $?; id -n; echo $?');
