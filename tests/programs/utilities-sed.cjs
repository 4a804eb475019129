// sed, beside GNU's. Each line is one run of the program.
const { spawn, spawnSync } = require('node:child_process');
const { mkdtempSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const cwd = mkdtempSync(join(tmpdir(), 'sed-'));
const sed = (args, input = 'one\ntwo\nthree\nfour\nfive\n') => {
  const { status, stdout, stderr } = spawnSync('sed', args, { cwd, encoding: 'utf8', input });
  console.log(args.join(' ⏐ '), '→', status, JSON.stringify(stdout), JSON.stringify(stderr));
};

// Several commands in one script, as a process costs more than a command.
sed(['-n', '2p;$p;/^t.*e$/=;2,3{s/t/T/p};$!{5!{4{s/.*/<&>/p}}};0~5s/^/every: /p;1~2{=}']);
sed(['-n', '0,/one/s/^/first: /p;2,+1s/^/more: /p;4,~5s/^/multiple: /p;/two/,/four/s/e/E/gp;3,1s/^/single: /p']);
sed([
  '-e',
  's/o/0/g',
  '-e',
  's/e/3/2',
  '-e',
  '/t/s/\\(t\\)\\(.\\)/\\2\\1/',
  '-e',
  'y/fi/FI/',
  '-e',
  '5{s//X/;s/F\\|v/-/Ig}',
]);
sed(
  ['-E', 's/(a|b)+([0-9]{2})?/[\\0|\\2]/;s/^[[:upper:]]/\\L&/;s/([a-z]+) ([a-z]+)/\\u\\1 \\U\\2\\E!/;s/x*/-/g'],
  'aab12 X\nHello there\nabc\n',
);
sed(['1i\\  before\n2a after\n2a\\\nlonger\\\ntwo lines\n3,4c\\\nchanged\n$!N;P;D']);
sed([':a;N;$!ba;s/\\n/,/g']);
sed(['-n', '1!G;h;$p']);
sed(['/two/d;3q7;s,t\\,w,x,;s|e$|\\||']);
sed(['n;d']);
sed(
  ['s/[/]/-/;s/[]x]/y/g;s/a\\.b*/_/;s/\\$5^/money/;s/\\t/TAB/;s/a\\{2,\\}/A/;s/\\<w/W/;s/[\\n]/n/'],
  '/]a.bb$5^\t aaaa w x\n',
);
sed(['$s/$/ end/'], 'no newline');
sed(['-n', '$='], 'a\nb');
sed(['t;s/one/1/;tx;s/^/-/;:x;s/$/;/;5Q3']);
sed(['#n\n2p # a comment\n']);

// Files.
writeFileSync(join(cwd, 'a'), 'a1\na2\n');
writeFileSync(join(cwd, 'b'), 'b1\nb2');
writeFileSync(join(cwd, 'script'), '1d\ns/b/B/\n');
sed(['-f', 'script', 'a', 'nothing', 'b']);
sed(['-s', '-n', '$p;1=', 'b', 'a']);
sed(['--silent', '-s', 'p;2Q', 'b', 'a']);
sed(['-i.bak', '-e', '1s/^/edited /;2r b', 'a']);
sed(['-n', '-i', '1p;q', 'b']);
for (const name of readdirSync(cwd).sort()) console.log(name, JSON.stringify(readFileSync(join(cwd, name), 'utf8')));
sed(['-i', 'p', '.']);

// What makes no sense is refused.
for (const script of ['K', 's/a/b', 's/a/b/k', '3', '/a', 'y/ab/c/', 'p x', '{p', 'p}', 'b nowhere', 'a', '0p', '1,p'])
  sed([script]);
sed(['-e', 'p', '-e', 'K']);

// Lines go on as they come: the second one is typed when the first is there.
const child = spawn('sed', ['-u', '1s/^/first: /;2q'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
child.stdout.setEncoding('utf8').once('data', (text) => {
  console.log('streamed', JSON.stringify(text));
  child.stdout.on('data', (more) => console.log('and then', JSON.stringify(more)));
  child.stdin.write('two\n');
});
child.stdin.write('one\n');
child.on('close', (code) => {
  console.log('ended', code);
  child.stdin.destroy();
});
