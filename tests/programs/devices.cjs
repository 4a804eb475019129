// /dev/stdin, /dev/stdout and /dev/stderr: names for whatever the descriptors stand for.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const directory = fs.mkdtempSync(join(tmpdir(), 'devices-'));
const file = join(directory, 'file');
fs.writeFileSync(file, 'from a file');

/** Between two pipes: what Node itself makes for a child are sockets there, and a socket cannot be opened by a name. */
function run(title, code, { input = '', before = 'cat |', cwd = directory } = {}) {
  const command = `${before} node -e "$CODE" 2>&1 | cat`;
  const { output } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, CODE: code },
    input,
    cwd,
  });
  console.log(title, output.slice(1));
}

const input = 'from a pipe '.repeat(20_000);
run('readFileSync', `console.log(fs.readFileSync('/dev/stdin', 'utf8').length, fs.readFileSync(0).length)`, { input });
run('readFile', `fs.readFile('/dev/stdin', (error, data) => console.log(error, data.length))`, { input });
run('promises', `fs.promises.readFile('/dev/stdin', 'utf8').then((text) => console.log(text.length))`, { input });
run('stream', `fs.createReadStream('/dev/stdin').pipe(process.stdout)`, { input: 'short' });
run(
  'open and close',
  `for (let n = 0; n < 3; n++) fs.closeSync(fs.openSync('/dev/stdin')); console.log(fs.readFileSync(0, 'utf8'))`,
  { input: 'still there' },
);
run(
  'a file has its own position',
  `fs.readSync(0, Buffer.alloc(5)); console.log(fs.readFileSync('/dev/stdin', 'utf8'), fs.readFileSync(0, 'utf8'), fs.statSync('/dev/stdin').size)`,
  { before: '< file' },
);
run(
  'written',
  `fs.writeFileSync('/dev/stdout', 'out '); fs.appendFileSync('/dev/stdout', 'more '); fs.writeFileSync('/dev/stderr', Buffer.from('err '));
  fs.createWriteStream('/dev/stdout').end('stream')`,
);
run(
  'by a link, as logs of images are',
  `fs.symlinkSync('/dev/stdout', 'app.log'); fs.appendFileSync('app.log', 'logged'); fs.unlinkSync('app.log')`,
);
run(
  'what they are',
  `const kind = (path) => ['isFIFO', 'isFile', 'isCharacterDevice'].find((is) => fs.statSync(path)[is]());
  console.log(['stdin', 'stdout', 'stderr', 'null'].map((name) => kind('/dev/' + name)), fs.existsSync('/dev/stdin'));
  fs.accessSync('/dev/stdin');`,
);
run('nothing', `console.log(fs.readFileSync('/dev/stdin').length, fs.statSync('/dev/stdin').isCharacterDevice())`, {
  before: '< /dev/null',
});
run(
  'closed',
  `fs.closeSync(0); try { fs.openSync('/dev/stdin') } catch (error) { console.log(error.message, fs.existsSync('/dev/stdin')) }`,
);
run(
  'a shell',
  `console.log(child_process.execSync('echo complaint > /dev/stderr; cat /dev/stdin', { stdio: [0, 'pipe', 1] }).toString())`,
  {
    input: 'in ',
  },
);

// Whoever waits for a pipe does nothing else meanwhile, but the rest of the process does.
run(
  'waits',
  `fs.readFile('/dev/stdin', 'utf8', (error, text) => { console.log('read', text); clearInterval(timer); });
  let beats = 0;
  const timer = setInterval(() => ++beats === 3 && fs.writeFileSync('go', ''), 1);`,
  {
    before: `node -e "
      while (!fs.existsSync('go')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      console.log('at last')" |`,
  },
);
