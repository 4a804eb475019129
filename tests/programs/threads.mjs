// Threads of worker_threads: how they start, talk, share memory, fail and end.
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  isMainThread,
  parentPort,
  postMessageToThread,
  resourceLimits,
  setEnvironmentData,
  SHARE_ENV,
  threadId,
  Worker,
  workerData,
} from 'node:worker_threads';

/** A thread of a text; `w` is the module in it. */
const run = (code, options) => new Worker(`const w = require('worker_threads'); ${code}`, { eval: true, ...options });

/** What became of a thread; to be asked when it is made, for its end may come with its last message. */
async function endOf(worker) {
  const seen = [];
  worker.on('message', (message) => seen.push(message));
  worker.on('error', (error) => seen.push(error));
  const [code] = await new Promise((resolve) => worker.on('exit', (...args) => resolve(args)));
  return [...seen, `exit ${code}`];
}

async function starts() {
  console.log(isMainThread, threadId, parentPort, workerData, resourceLimits);
  const worker = new Worker(new URL(import.meta.url), {
    argv: ['one', 2],
    workerData: { list: [1n, new Map([['a', 1]])] },
  });
  worker.on('online', () => console.log('online'));
  console.log(worker.threadId, ...(await endOf(worker)), worker.threadId);
  console.log(
    ...(await endOf(new Worker(new URL('data:text/javascript,export default await 1;console.log("a module")')))),
  );
  const typescript = `const port: typeof import('node:worker_threads').parentPort = w.parentPort; port!.postMessage('types');`;
  console.log(...(await endOf(run(typescript, { execArgv: ['--experimental-strip-types', '--no-warnings'] }))));
}

async function fails() {
  for (const code of [
    'const error = new TypeError("bad"); error.code = "EBAD"; throw error;',
    'class Own extends RangeError {} setTimeout(() => { throw new Own("later") });',
    'Promise.reject(new Error("rejected", { cause: "why" }));',
    'throw { not: "an error" };',
    'process.on("uncaughtException", (error) => w.parentPort.postMessage(`caught ${error.message}`)); throw new Error("x");',
    'process.on("exit", (code) => w.parentPort.postMessage(`leaving with ${code}`)); process.exit(300);',
    'process.exitCode = 7;',
    'for (;;) process.exit(2);',
  ]) {
    const seen = await endOf(run(code));
    console.log(
      ...seen.map((each) =>
        each instanceof Error
          ? `${each.constructor.name} ${each.name}: ${each.message} ${each.code} ${each.cause}`
          : each,
      ),
    );
  }
  for (const make of [
    () => new Worker('no-path.js'),
    () => new Worker('', { eval: true, execArgv: ['--no-such-option'] }),
    () => new Worker('', { eval: true, env: 5 }),
    () => run('', { workerData: () => 1 }),
  ]) {
    try {
      make();
    } catch (error) {
      console.log(error.name, error.code, error.message);
    }
  }
  const missing = new Worker('./no-such-file.js');
  const [error, end] = await endOf(missing);
  console.log(error.code, end);
}

async function ends() {
  const endless = run('w.parentPort.postMessage("in a loop"); for (;;);');
  console.log(...(await once(endless, 'message')), await endless.terminate());
  const idle = run('w.parentPort.on("message", (word) => { console.log("heard", word); w.parentPort.close(); });');
  idle.postMessage('close');
  console.log(...(await endOf(idle)));
  const nested = run(
    'const inner = new w.Worker("", { eval: true }); const { threadId } = inner; inner.on("exit", () => w.parentPort.postMessage(threadId > w.threadId));',
  );
  console.log(...(await endOf(nested)));
  const left = run('setInterval(() => {}, 1e6)');
  await once(left, 'online');
  left.unref(); // The process does not wait for it.
}

async function sharesMemory() {
  const memory = new Int32Array(new SharedArrayBuffer(8));
  // Sleeps while the thread is still to be made.
  const worker = run(
    'const memory = new Int32Array(w.workerData); memory[1] = 42; Atomics.store(memory, 0, 1); Atomics.notify(memory, 0);',
    {
      workerData: memory.buffer,
    },
  );
  console.log(Atomics.wait(memory, 0, 0, 20_000) !== 'timed-out', memory[1], ...(await endOf(worker)));
  const text = Buffer.from(new SharedArrayBuffer(16));
  const writer = run(
    'w.parentPort.once("message", (bytes) => { Buffer.from(bytes).write("grüße"); w.parentPort.postMessage(bytes); });',
  );
  writer.postMessage(text.buffer);
  const [same, end] = await endOf(writer);
  console.log(same instanceof SharedArrayBuffer, text.toString('utf8', 0, 7), end);
}

async function sharesTheProcess() {
  const path = `thread-${process.pid}.txt`;
  const fd = openSync(path, 'w');
  const writing = run(
    `const fs = require('fs'); fs.writeSync(w.workerData.fd, 'from a thread'); fs.writeSync(1, 'straight out\\n');
     w.parentPort.postMessage([process.pid === w.workerData.pid, process.cwd() === w.workerData.cwd, process.umask()]);
     for (const name of ['chdir', 'abort', 'setuid']) try { process[name]('/'); } catch (error) { w.parentPort.postMessage(error.message); }
     w.parentPort.postMessage(fs.openSync(w.workerData.path));`,
    { workerData: { fd, path, pid: process.pid, cwd: process.cwd() } },
  );
  const seen = await endOf(writing);
  const opened = seen.splice(-2, 1)[0];
  console.log(...seen);
  try {
    closeSync(opened);
  } catch (error) {
    console.log('closed with its thread:', error.code);
  }
  closeSync(fd);
  console.log(readFileSync(path, 'utf8'));
  unlinkSync(path);

  process.env.ONE = '1';
  setEnvironmentData('key', { value: 1 });
  console.log(
    ...(await endOf(
      run('w.parentPort.postMessage([process.env.ONE, w.getEnvironmentData("key")]); process.env.ONE = "2";'),
    )),
  );
  console.log(
    process.env.ONE,
    ...(await endOf(run('w.parentPort.postMessage(Object.keys(process.env));', { env: { ONLY: 1 } }))),
  );
  console.log(...(await endOf(run('process.env.ONE = "3"; process.env.TWO = "2";', { env: SHARE_ENV }))));
  console.log(process.env.ONE, process.env.TWO, delete process.env.TWO, 'TWO' in process.env);
}

async function streams() {
  const worker = run(
    'process.stdin.setEncoding("utf8").on("data", (text) => process.stdout.write(text.toUpperCase())).on("end", () => console.error("end of input"));',
    { stdin: true, stdout: true, stderr: true },
  );
  const [out, err] = [worker.stdout, worker.stderr].map(async (stream) => (await stream.toArray()).join(''));
  worker.stdin.write('abc');
  worker.stdin.end('def\n');
  console.log(...(await endOf(worker)), JSON.stringify([await out, await err]));
  console.log(
    ...(await endOf(
      run('for (let at = 0; at < 3; at++) console.log("line", at); process.stdout.write("and no end of line\\n");'),
    )),
  );
}

async function serves() {
  const worker = run(
    'require("http").createServer((request, response) => response.end(`thread answers ${request.url}`)).listen(0, "127.0.0.1", function () { w.parentPort.postMessage(this.address().port); });',
  );
  const [port] = await once(worker, 'message');
  const [response] = await once(http.get({ host: '127.0.0.1', port, path: '/there' }), 'response');
  console.log((await response.toArray()).join(''), await worker.terminate());
  const child = run(
    'require("child_process").execFile(process.execPath, ["-p", "1 + 1"], (error, out) => w.parentPort.postMessage(out.trim()));',
  );
  console.log(...(await endOf(child)));
}

async function talksAcross() {
  const worker = run(
    'process.on("workerMessage", (value, from) => { console.log("word", value, "from", from); clearInterval(waiting); }); const waiting = setInterval(() => {}, 1e6); w.parentPort.postMessage("listening");',
  );
  const left = once(worker, 'exit');
  console.log(...(await once(worker, 'message')));
  await postMessageToThread(worker.threadId, { hello: true });
  await left;
  await postMessageToThread(worker.threadId, 1).catch((error) => console.log(error.code));
}

async function loads() {
  writeFileSync('with space.cjs', 'console.log("loaded before");');
  console.log(...(await endOf(run('', { env: { NODE_OPTIONS: '--require "./with space.cjs"' } }))));
  unlinkSync('with space.cjs');
  // The hooks of modules run in a thread of their own, for which the program sleeps.
  const hooks = `export async function resolve(name, context, next) {
    return name === 'virtual:one' ? { url: 'data:text/javascript,export default 1', shortCircuit: true } : next(name, context);
  }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const name = 'virtual:one';
  console.log((await import(name)).default);
}

if (isMainThread) {
  process.chdir(mkdtempSync(join(tmpdir(), 'threads-')));
  for (const part of [starts, fails, sharesMemory, sharesTheProcess, streams, serves, talksAcross, ends, loads]) {
    console.log(`# ${part.name}`);
    await part();
  }
} else {
  parentPort.postMessage([threadId, process.argv.slice(2), workerData, process.execArgv]);
}
