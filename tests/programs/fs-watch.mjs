// Watching the disk, and copying whole directories.
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const directory = fs.mkdtempSync(join(tmpdir(), 'watch-'));
const file = join(directory, 'config.json');
fs.writeFileSync(file, '1');

const watcher = fs.watch(directory);
const [, name] = await Promise.all([sleep(20).then(() => fs.writeFileSync(file, '22')), once(watcher, 'change')]).then(
  ([, [kind, changed]]) => [kind, changed],
);
watcher.close();
await once(watcher, 'close');
console.log('changed', name);

const stats = new Promise((resolve) =>
  fs.watchFile(file, { interval: 20 }, (now, before) => resolve([now.size, before.size])),
);
await sleep(100);
fs.writeFileSync(file, '333');
console.log('size', (await stats).join(' after '));
fs.unwatchFile(file);
try {
  fs.watch(join(directory, 'nothing'));
} catch ({ code, syscall }) {
  console.log(code, syscall);
}

fs.mkdirSync(join(directory, 'from/deep'), { recursive: true });
fs.writeFileSync(join(directory, 'from/deep/file'), 'deep');
fs.symlinkSync('deep', join(directory, 'from/link'));
fs.cpSync(join(directory, 'from'), join(directory, 'to'), { recursive: true });
console.log(
  fs.readdirSync(join(directory, 'to'), { recursive: true }).sort().join(),
  fs.readFileSync(join(directory, 'to/link/file'), 'utf8'),
);
for (const [from, to, options] of [
  ['from', 'to', {}],
  ['from', 'from/deep/own', { recursive: true }],
  ['nothing', 'to', {}],
  ['from', 'config.json', { recursive: true }],
]) {
  try {
    fs.cpSync(join(directory, from), join(directory, to), options);
  } catch ({ code }) {
    console.log(from, to, code);
  }
}
