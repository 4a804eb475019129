// node:readline over streams and over a child's stdin.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import promises from 'node:readline/promises';
import { PassThrough, Readable } from 'node:stream';

for await (const line of readline.createInterface({
  input: Readable.from(['one\ntw', 'o\r\nthree\rfour\n\n', 'last']),
}))
  console.log(JSON.stringify(line));

const input = new PassThrough();
const output = new PassThrough().setEncoding('utf8');
const asking = promises.createInterface({ input, output });
const name = asking.question('name? ');
input.write('Ann\n');
console.log(await name, JSON.stringify(output.read()));
asking.on('line', (line) => console.log('line', line)).on('close', () => console.log('close'));
asking.setPrompt('> ');
asking.prompt();
input.write('a\nb\n');
input.end('c');
await once(asking, 'close');
console.log(JSON.stringify(output.read()));

const child = spawn(process.execPath, [
  '-e',
  `
  const rl = require('readline').createInterface({ input: process.stdin });
  let count = 0;
  rl.on('line', (line) => { console.log(++count, line.length); if (line === 'stop') rl.close(); });
  rl.on('close', () => console.log('closed'));
`,
]);
child.stdout.pipe(process.stdout);
for (const line of ['first', 'x'.repeat(100_000), 'stop']) child.stdin.write(`${line}\n`);
child.stdin.end();
console.log((await once(child, 'close'))[0]);

const terminal = spawn(process.execPath, [
  '-e',
  `
  const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, terminal: false });
  rl.question('how many? ', (answer) => { console.log('answer', Number(answer) + 1); rl.close(); });
`,
]);
terminal.stdout.pipe(process.stdout);
terminal.stdin.end('41\n');
console.log((await once(terminal, 'close'))[0]);
