import type { BrowserPage } from '../../container/testing/browsers/browser.ts';
import { serveContainer } from '../../container/testing/server.ts';
import { KERNEL_PORT } from './container-abuse.ts';
import { expect, openPage, run, test } from './container-page.ts';

/**
 * Programs that try to get out of the container, each in one way, and what they get. container-isolation.spec.ts has what
 * a worker could reach if a program owned it altogether; container-bounds.spec.ts what a program can use up.
 */

/** Runs a program and reads the last line that it wrote as JSON. */
async function outcome(page: BrowserPage, script: string): Promise<unknown> {
  const { output } = await run(page, { args: ['-e', script], options: { env: { NODE_NO_WARNINGS: 1 } } });
  return JSON.parse(output.trimEnd().split('\n').at(-1)!);
}

/** The page is as it was: nothing of a program's has come into it. */
async function expectUnharmed(page: BrowserPage): Promise<void> {
  const found = await page.evaluate(() => ({
    title: document.title,
    polluted: Object.keys(Object.prototype).concat(Object.keys(Array.prototype)),
    inherited: 'polluted' in {},
    elements: [...document.body.children].map(({ tagName }) => tagName),
    globals: ['stolen', 'polluted'].filter((name) => name in window),
  }));
  expect(found).toEqual({ title: 'Container', polluted: [], inherited: false, elements: ['IFRAME'], globals: [] });
  expect(await run(page, { args: ['-p', '6 * 7'] })).toEqual({ code: 0, output: '42\n' });
}

/** What a browser gives a worker or a page, and Node gives nobody. */
const FOREIGN = [
  ...['window', 'document', 'self', 'parent', 'top', 'frames', 'opener', 'location', 'open', 'alert', 'name'],
  ...['postMessage', 'onmessage', 'close', 'importScripts', 'Worker', 'SharedWorker', 'WorkerGlobalScope'],
  ...['DedicatedWorkerGlobalScope', 'XMLHttpRequest', 'indexedDB', 'IDBFactory', 'caches', 'CacheStorage'],
  ...['localStorage', 'sessionStorage', 'cookieStore', 'ServiceWorker', 'ServiceWorkerContainer', 'StorageManager'],
  ...['LockManager', 'FileSystemHandle', 'WebTransport', 'OffscreenCanvas', 'webkitRequestFileSystem'],
];

test('no way of evaluating text brings the browser’s own things back', async ({ lab: page }) => {
  const found = await outcome(
    page,
    `const vm = require('vm');
     const ways = {
       eval: (text) => (0, eval)(text),
       Function: (text) => Function('return ' + text)(),
       constructor: (text) => (() => {}).constructor('return ' + text)(),
       generator: (text) => function* () {}.constructor('yield ' + text)().next().value,
       accessor: (text) => Object.getOwnPropertyDescriptor(RegExp.prototype, 'flags').get.constructor('return ' + text)(),
       runInThisContext: (text) => vm.runInThisContext(text),
       runInNewContext: (text) => vm.runInNewContext(text),
       contextConstructor: (text) => vm.runInNewContext('this.constructor.constructor')('return ' + text)(),
       mainModule: (text) => new (process.mainModule ?? module).constructor()._compile('module.exports = ' + text, '/x.js'),
       sloppyThis: (text) => Function('return this')()[/typeof (\\w+)/.exec(text)[1]] === undefined ? 'undefined' : 'there',
     };
     const found = [];
     for (const [way, evaluate] of Object.entries(ways))
       for (const name of ${JSON.stringify(FOREIGN)}) {
         const type = evaluate('typeof ' + name);
         if (type !== 'undefined' && type !== undefined) found.push(way + ' ' + name + ' ' + type);
       }
     for (let object = globalThis; object; object = Object.getPrototypeOf(object))
       for (const name of ${JSON.stringify(FOREIGN)})
         if (Object.getOwnPropertyDescriptor(object, name)?.value !== undefined) found.push('prototypes ' + name);
     for (const name of ['serviceWorker', 'storage', 'locks', 'clipboard', 'sendBeacon'])
       if (navigator[name] !== undefined) found.push('navigator ' + name);
     console.log(JSON.stringify(found));`,
  );
  expect(found).toEqual([]);
  await expectUnharmed(page);
});

test('a thread finds no more of the browser than its process', async ({ lab: page }) => {
  const found = await outcome(
    page,
    `const { Worker } = require('worker_threads');
     const look = (names) => {
       const { parentPort } = require('worker_threads');
       const found = names.filter((name) => (0, eval)('typeof ' + name) !== 'undefined');
       for (let object = globalThis; object; object = Object.getPrototypeOf(object))
         for (const name of names) if (Object.getOwnPropertyDescriptor(object, name)?.value !== undefined) found.push(name);
       parentPort.postMessage(found);
     };
     new Worker('(' + look + ')(${JSON.stringify(FOREIGN)})', { eval: true }).on('message', (found) => {
       console.log(JSON.stringify(found));
     });`,
  );
  expect(found).toEqual([]);
  await expectUnharmed(page);
});

test('bindings lead to no library of another name, and no native code', async ({ lab: page }) => {
  const found = await outcome(
    page,
    `const found = [];
     const tries = {
       linked: () => process._linkedBinding('fs'),
       cluster: () => require('cluster').fork(),
       inspector: () => require('inspector').open(),
       dlopen: () => process.dlopen({ exports: {} }, '/x.node'),
       wasi: () => new (require('wasi').WASI)({ version: 'preview1' }).start({}),
     };
     for (const [name, attempt] of Object.entries(tries)) {
       try { attempt(); found.push(name); } catch {}
     }
     console.log(JSON.stringify(found));`,
  );
  expect(found).toEqual([]);
});

test('neither the site nor anybody else is asked, with or without cookies', async ({ blank: page }) => {
  const asked: string[] = [];
  const server = await serveContainer({
    routes: (path) => {
      if (path.startsWith('/secret')) asked.push(path);
      return undefined;
    },
  });
  try {
    await openPage(page, server);
    await page.evaluate(async () => {
      document.cookie = 'session=secret';
      window.container = await window.lab.boot({ pool: 0 });
    });
    const found = await outcome(
      page,
      `const site = ${JSON.stringify(server.url)} + 'secret';
       const port = Number(new URL(site).port);
       const attempt = (promise) => promise.then(() => 'reached', (error) => (error.cause ?? error).code ?? error.name);
       const event = (emitter, name) =>
         new Promise((resolve, reject) => emitter.on(name, resolve).on('error', reject));
       Promise.all([
         attempt(fetch(site)),
         attempt(fetch(site, { credentials: 'include', mode: 'no-cors' })),
         attempt(event(require('http').get(site), 'response')),
         attempt(event(require('net').connect(port, '127.0.0.1'), 'connect')),
         attempt(event(require('net').connect(443, '192.0.2.1'), 'connect')),
         attempt(import(site + '.js')),
         attempt(import('data:text/javascript,await fetch(' + JSON.stringify(site) + ')')),
       ]).then((all) => console.log(JSON.stringify(all)));`,
    );
    expect(found).toEqual([
      ...Array<string>(4).fill('ECONNREFUSED'),
      'ENETUNREACH',
      'ERR_UNSUPPORTED_ESM_URL_SCHEME',
      'ECONNREFUSED',
    ]);
    expect(asked).toEqual([]);
  } finally {
    await server.close();
  }
});

test('a BroadcastChannel of a program reaches no page of the site', async ({ lab: page }) => {
  const heard = await page.evaluate(async () => {
    const all: unknown[] = [];
    const channel = new BroadcastChannel('site');
    const last = new Promise<void>((resolve) => {
      channel.onmessage = ({ data }) => {
        all.push(data);
        if (data === 'from the page') resolve();
      };
    });
    const script = `const channel = new BroadcastChannel('site'); channel.postMessage('from inside'); channel.close();`;
    await (
      await window.container.spawn('node', ['-e', script])
    ).exit;
    // What had come from inside would be heard before this.
    new BroadcastChannel('site').postMessage('from the page');
    await last;
    return all;
  });
  expect(heard).toEqual(['from the page']);
});

test('what a program does to its own prototypes stays with it, and odd names are names', async ({ lab: page }) => {
  const { output } = await run(page, {
    args: [
      '-e',
      `Object.prototype.polluted = true;
       Array.prototype.polluted = true;
       JSON.parse = JSON.stringify = () => 'stolen';
       const fs = require('fs');
       fs.mkdirSync('__proto__');
       fs.writeFileSync('__proto__/polluted', '{"__proto__":{"polluted":true}}');
       for (const name of ['constructor', 'toString', 'hasOwnProperty']) fs.writeFileSync(name, 'polluted');
       fs.writeSync(1, 'done');
       process.reallyExit(0);`,
    ],
  });
  expect(output).toBe('done');
  const seen = await page.evaluate(async () => {
    const { fs } = window.container;
    const entries = await fs.readdir('.', { withFileTypes: true });
    return {
      names: entries.map((entry) => `${entry.name} ${entry.isDirectory()}`),
      inside: await fs.readdir('__proto__'),
      text: await fs.readFile('constructor', 'utf8'),
    };
  });
  expect(seen).toEqual({
    names: ['__proto__ true', 'constructor false', 'hasOwnProperty false', 'toString false'],
    inside: ['polluted'],
    text: 'polluted',
  });
  await expectUnharmed(page);
});

test.describe('a program that speaks for itself to the kernel', () => {
  /** A server of HTTP and of datagrams that asks itself when it is told to end. */
  const witness = `
    const http = require('http');
    const socket = require('dgram').createSocket('udp4');
    http.createServer((request, response) => response.end('here')).listen(4567, () => {
      socket.bind(4567, () => console.log('ready'));
      process.stdin.once('data', async () => {
        const text = await (await fetch('http://localhost:4567')).text();
        socket.on('message', (data) => {
          if (String(data) !== text) return;
          console.log(text);
          process.exit();
        });
        socket.send(text, 4567);
      });
    });`;

  /** Starts a witness, runs a program beside it, and expects the witness to go on. */
  async function besides(
    page: BrowserPage,
    script: string,
  ): Promise<{ code: number; output: string; errors: string[] }> {
    return page.evaluate(
      async ([watching, hostile]) => {
        const { container } = window;
        const errors: string[] = [];
        const unsubscribe = container.on('error', ({ message }) => errors.push(message));
        const other = await container.spawn('node', ['-e', watching]);
        const reader = other.output.getReader();
        await reader.read();
        const program = await container.spawn('node', ['-e', hostile]);
        await new Response(program.output.pipeThrough(new TextEncoderStream())).text();
        const code = await program.exit;
        await other.input.getWriter().write('go on');
        let output = '';
        for (let part = await reader.read(); !part.done; part = await reader.read()) output += part.value;
        unsubscribe();
        return { code, output, errors };
      },
      [witness, script] as const,
    );
  }

  for (const [what, message, fault] of [
    ['of no type', '{ type: "format the disk" }', "there is no type 'format the disk'"],
    ['that is no object', '"exit"', 'there is no type'],
    ['of the page’s', '{ type: "library", files: { fs: "stolen" } }', "there is no type 'library'"],
    ['of a shape of its own', '{ type: "doorbell", channel: {}, end: 7 }', "'channel' of a message of type 'doorbell'"],
    ['of a port that has no number', '{ type: "close-port", port: "1" }', "'port' of a message of type 'close-port'"],
    [
      'without memory',
      '{ type: "connect", request: 1, address: "127.0.0.1", port: 4567, from: null, channel: 1 }',
      "'memory'",
    ],
  ] as const) {
    test(`and sends a message ${what} ends by itself`, async ({ lab: page }) => {
      const script = `${KERNEL_PORT}; kernelPort().postMessage(${message}); setInterval(() => {}, 1000);`;
      const { code, output, errors } = await besides(page, script);
      expect({ code, output }).toEqual({ code: 70, output: 'here\n' });
      expect(errors).toEqual([expect.stringContaining(fault)]);
    });
  }

  test('and closes, breaks and rings the channels of others changes nothing for them', async ({ lab: page }) => {
    const { code, output, errors } = await besides(
      page,
      `${KERNEL_PORT}
       const port = kernelPort();
       for (let pid = 1; pid < 6; pid++)
         for (let count = 0; count < 50; count++)
           for (const end of [0, 1]) {
             const channel = pid * 2 ** 20 + count;
             port.postMessage({ type: 'doorbell', channel, end });
             if (pid === process.pid) continue;
             for (const type of ['channel-closed', 'handle-taken', 'accepted', 'refused'])
               port.postMessage({ type, channel, end, fd: 1 });
           }`,
    );
    expect({ code, output, errors }).toEqual({ code: 0, output: 'here\n', errors: [] });
  });

  test('and says what it likes of datagrams changes nothing for others', async ({ lab: page }) => {
    const { code, output, errors } = await besides(
      page,
      `${KERNEL_PORT}
       const port = kernelPort();
       const names = ['bindDatagrams', 'datagramNames', 'connectDatagrams', 'disconnectDatagrams', 'sendDatagram',
         'receiveDatagram', 'datagramOption', 'joinGroup', 'quitGroup', 'closeDatagrams'];
       const to = { address: '127.0.0.1', port: 4567 };
       const values = [0, 1, -1, 2 ** 53, {}, null, '127.0.0.1', '224.0.0.1', 'broadcast', new Uint8Array(10), to];
       for (const name of names)
         for (const first of values)
           for (const second of values)
             for (const third of values)
               port.postMessage({ type: 'call', name, args: [first, second, third, 0] });
       // The answers are taken for those to calls of the library's own: it ends once such a call is heard.
       for (;;) try { process.kill(process.pid, 'SIGKILL'); } catch {}`,
    );
    expect({ code, output, errors }).toEqual({ code: 137, output: 'here\n', errors: [] });
  });
});

test('two containers of one page know nothing of each other', async ({ lab: page }) => {
  const seen = await page.evaluate(async () => {
    const { container, lab } = window;
    const first = await container.spawn('node', [
      '-e',
      `require('fs').writeFileSync('/tmp/secret', 'x');
       require('http').createServer((request, response) => response.end('here')).listen(4567, () => console.log('ready'));`,
    ]);
    await first.output.getReader().read();
    const other = await lab.boot({ pool: 0 });
    const ports: number[] = [];
    other.on('port', (port) => ports.push(port));
    const program = await other.spawn('node', [
      '-e',
      `const fs = require('fs');
       const found = { secret: fs.existsSync('/tmp/secret') };
       found.processes = require('child_process').execFileSync('ps', ['-e'], { encoding: 'utf8' }).match(/^ *\\d+ /gm).length;
       fetch('http://localhost:4567').then(() => 'reached', ({ cause }) => cause.code).then((outcome) => {
         console.log(JSON.stringify({ ...found, outcome }));
         for (const pid of [...Array(50).keys()]) try { if (pid > 1) process.kill(pid, 'SIGKILL'); } catch {}
       });`,
    ]);
    const text = await new Response(program.output.pipeThrough(new TextEncoderStream())).text();
    const code = await program.exit;
    await other.teardown();
    const client = await container.spawn('node', [
      '-e',
      `fetch('http://localhost:4567').then((response) => response.text()).then(console.log)`,
    ]);
    const answer = await new Response(client.output.pipeThrough(new TextEncoderStream())).text();
    return { found: JSON.parse(text) as unknown, code, ports, answer };
  });
  expect(seen).toEqual({
    // Itself, and `ps`.
    found: { secret: false, processes: 2, outcome: 'ECONNREFUSED' },
    code: 137,
    ports: [],
    answer: 'here\n',
  });
});
