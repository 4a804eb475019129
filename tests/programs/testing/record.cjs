// Runs a program to its end and prints what was seen of it as JSON: node record.cjs PROGRAM [ARGUMENT…]
const { spawn } = require('node:child_process');

const { PATH, TMPDIR = '/tmp' } = process.env;
const env = { PATH, TMPDIR, HOME: '/tmp', TZ: 'UTC', COLOUR: 'blue' };
const child = spawn(process.execPath, process.argv.slice(2), { env, stdio: ['ignore', 'pipe', 'pipe'] });

const texts = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (texts[name] += text));

const late = setTimeout(() => child.kill('SIGKILL'), 90_000);
child.on('close', (code, signal) => {
  clearTimeout(late);
  console.log(JSON.stringify({ ...texts, code, signal }));
});
