// node --watch: a program runs again when one of its files changes; node --check only parses.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const work = realpathSync(mkdtempSync(join(tmpdir(), 'watch-')));
process.chdir(work);
writeFileSync('package.json', '{ "type": "module" }');

/** Starts `node --watch` and lets `change` do something after each line of output that is in the list, until the next one comes. */
async function watched(title, args, steps) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let waiting = Promise.withResolvers();
  let repeating;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data) => {
      text += data;
      waiting.resolve();
    });
  }
  for (const [line, change] of steps) {
    while (!text.includes(line)) {
      waiting = Promise.withResolvers();
      await waiting.promise;
    }
    clearInterval(repeating);
    console.log(`${title}: ${line}`);
    text = text.slice(text.indexOf(line) + line.length);
    change(child);
    // A program says something before its starter watches its files: a change that came too early is made again.
    repeating = setInterval(change, 500, child);
  }
  console.log(title, ...(await once(child, 'exit')));
  clearInterval(repeating);
}

writeFileSync('value.js', `export const value = 'one';`);
writeFileSync(
  'app.js',
  `import { value } from './value.js'; console.log('value', value); setInterval(() => {}, 1000);`,
);
await watched(
  'a service',
  ['--watch', 'app.js', 'argument'],
  [
    ['value one', () => writeFileSync('value.js', `export const value = 'two';`)],
    ['value two', () => writeFileSync('app.js', `console.log('no import', process.argv[2])`)],
    ['no import argument', () => {}],
    ["Completed running 'app.js argument'", () => writeFileSync('app.js', `throw new Error('broken')`)],
    ["Failed running 'app.js argument'", (child) => child.kill('SIGTERM')],
  ],
);
writeFileSync('common.cjs', `console.log('common', require('./data.json').n)`);
writeFileSync('data.json', '{ "n": 1 }');
await watched(
  'CommonJS',
  ['--watch', '--watch-preserve-output', 'common.cjs'],
  [
    ['common 1', () => {}],
    ["Completed running 'common.cjs'", () => writeFileSync('data.json', '{ "n": 2 }')],
    ["Restarting 'common.cjs'", () => {}],
    ['common 2', (child) => child.kill('SIGINT')],
  ],
);

for (const args of [
  ['--check', 'app.js'],
  ['-c', 'common.cjs'],
  ['--check', 'bad.js'],
  ['--check', 'bad.cjs'],
  ['--check', 'none.js'],
  ['--check', '-e', '1'],
  ['--check', '--watch', 'app.js'],
  ['--watch'],
  ['--watch', '-e', '1'],
  ['--watch', '--no-watch', 'common.cjs'],
]) {
  writeFileSync('bad.js', 'export const x = ;');
  writeFileSync('bad.cjs', 'let a; let a;');
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const told = /Cannot find module '.*'|SyntaxError|(either|--watch requires).*/
    .exec(stderr)?.[0]
    .replace(work, 'WORK');
  console.log(args.join(' '), status, JSON.stringify(stdout), told);
}
const checked = spawnSync(process.execPath, ['--check', '-'], { input: 'let a;', encoding: 'utf8' });
console.log(checked.status, checked.stdout, checked.stderr);
