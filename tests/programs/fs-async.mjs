// node:fs by promises, callbacks and streams.
import fs from 'node:fs';
import {
  access,
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  open,
  opendir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

const root = await mkdtemp(path.join(os.tmpdir(), 'async-'));
const at = (...names) => path.join(root, ...names);
const show = (...values) =>
  console.log(...values.map((value) => (typeof value === 'string' ? value.replaceAll(root, 'ROOT') : value)));
const failure = (promise) =>
  promise.then(
    (value) => show('gave', value),
    (error) => show(error.name, error.code, error.syscall, error.message),
  );

await writeFile(at('a'), 'one\ntwo\nthree\n');
await appendFile(at('a'), 'four');
show(await readFile(at('a'), 'utf8'), (await stat(at('a'))).size);
await mkdir(at('d', 'e'), { recursive: true });
await rename(at('a'), at('d', 'b'));
await symlink('b', at('d', 'l'));
await writeFile(at('d', 'e', 'deep'), ['pieces ', 'of ', 'text']);
show((await readdir(root, { recursive: true })).sort());
const names = [];
for await (const entry of await opendir(at('d'))) names.push(`${entry.name} ${entry.isDirectory()}`);
show(names.sort());
const all = [];
for await (const entry of await opendir(root, { recursive: true })) all.push(path.join(entry.parentPath, entry.name));
show(all.sort().join(' '));
await cp(at('d'), at('copy'), { recursive: true });
show((await readdir(at('copy'))).sort());

await failure(readFile(at('nothing')));
await failure(access(at('nothing')));
await failure(unlink(at('nothing')));
await failure(mkdir(at('d')));
await failure(readdir(at('nothing')));
await failure(open(at('nothing')));
await failure(rm(at('d')));
await failure(opendir(at('nothing')));
await failure(readFile(root));

const handle = await open(at('h'), 'w+');
show(
  typeof handle.fd,
  (await handle.write('hello')).bytesWritten,
  (await handle.write(Buffer.from('!!'), 0, 2, 5)).bytesWritten,
);
const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 1);
show(bytesRead, buffer.toString(), (await handle.stat()).size);
await handle.truncate(3);
await handle.appendFile('+');
show(await readFile(at('h'), 'utf8'));
await handle.close();
show(handle.fd);
await failure(handle.read(Buffer.alloc(1)));
const reading = await open(at('d', 'b'));
const lines = [];
for await (const line of reading.readLines()) lines.push(line);
show(lines);

await new Promise((resolve) => fs.readFile(at('h'), 'utf8', (error, text) => resolve(show('callback', error, text))));
await new Promise((resolve) =>
  fs.readFile(at('nothing'), (error) => resolve(show('callback', error.code, error.message))),
);
await new Promise((resolve) => fs.stat(at('nothing'), (error) => resolve(show('callback', error.message))));
await new Promise((resolve) => fs.exists(at('h'), (there) => resolve(show('exists', there))));
await new Promise((resolve) =>
  fs.open(at('h'), (error, fd) =>
    fs.read(fd, (_, count, bytes) => fs.close(fd, (e) => resolve(show(error, count, bytes.length, e)))),
  ),
);

const writer = fs.createWriteStream(at('big'));
for (let n = 0; n < 100; n++) writer.write(`${n}`.padEnd(1000, '.'));
writer.end();
await once(writer, 'close');
show(writer.bytesWritten, fs.statSync(at('big')).size);
const sizes = [];
for await (const chunk of fs.createReadStream(at('big'))) sizes.push(chunk.length);
show(sizes);
let middle = '';
for await (const chunk of fs.createReadStream(at('big'), {
  start: 1000,
  end: 1009,
  encoding: 'utf8',
  highWaterMark: 3,
}))
  middle += `${chunk}|`;
show(middle);
await pipeline(fs.createReadStream(at('big')), fs.createWriteStream(at('copied')));
show(fs.readFileSync(at('copied')).equals(fs.readFileSync(at('big'))));
const missing = fs.createReadStream(at('nothing'));
missing.on('open', () => show('open')).on('close', () => show('close'));
show((await once(missing, 'end').catch((error) => [error]))[0].message);
const appender = fs.createWriteStream(at('h'), { flags: 'a' });
appender.end(' more');
await once(appender, 'finish');
show(fs.readFileSync(at('h'), 'utf8'));

const controller = new AbortController();
controller.abort();
await failure(readFile(at('h'), { signal: controller.signal }));
fs.unlinkSync(at('h'));
const watched = fs.existsSync(at('h'));
await rm(root, { recursive: true, force: true });
show(watched, fs.existsSync(root));
