import type { BrowserPage } from '../../container/testing/browsers/browser.ts';
import { KERNEL_PORT, abuse } from './container-abuse.ts';
import { chromium, expect, openPage, run, test } from './container-page.ts';

/** What a program can use up, and that the page goes on meanwhile, can stop it, and learns which bound it was. */

// A trace listens in the page as well, and what is counted here is the container's own.
test.use({ trace: 'off' });

const STOPPED = 137;

/** The container still runs programs. */
async function expectService(page: BrowserPage): Promise<void> {
  expect(await run(page, { args: ['-p', '6 * 7'] })).toEqual({ code: 0, output: '42\n' });
}

test.describe('a program is stopped, and the page answers until then', () => {
  test('in an endless loop', async ({ lab: page }) => {
    const { code } = await abuse(page, 'for (;;);');
    expect(code).toBe(STOPPED);
  });

  test('that does not heed SIGTERM', async ({ lab: page }) => {
    const { code, output } = await abuse(
      page,
      `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => console.log(name));
       setInterval(() => process.kill(process.pid, 'SIGTERM'), 10);`,
      { text: 'SIGTERM' },
    );
    expect(output).toContain('SIGTERM\n');
    expect(code).toBe(STOPPED);
  });

  test('that rejects promises without end', async ({ lab: page }) => {
    const { code } = await abuse(
      page,
      `process.on('unhandledRejection', () => {});
       setInterval(() => { for (let n = 0; n < 10_000; n++) Promise.reject(new Error('no')); }, 0);`,
    );
    expect(code).toBe(STOPPED);
  });

  test('that opens and closes a port, and writes a watched file, without end', async ({ lab: page }) => {
    await page.evaluate(() => {
      window.container.fs.watch('.', () => {});
      window.container.on('port', () => {});
    });
    const { code } = await abuse(
      page,
      `const net = require('net');
       const again = () => {
         for (let n = 0; n < 50; n++) require('fs').writeFileSync('file', String(n));
         const server = net.createServer().listen(4567, () => server.close(again));
       };
       again();`,
    );
    expect(code).toBe(STOPPED);
  });

  test('that sends datagrams without end to one who does not read', async ({ lab: page }) => {
    const { code, errors } = await abuse(
      page,
      `const { Worker } = require('worker_threads');
       const deaf = \`
         const socket = require('dgram').createSocket('udp4', () => {});
         socket.bind(4567, '127.0.0.1', () => {
           require('worker_threads').parentPort.postMessage('bound');
           setImmediate(() => { for (;;); });
         });\`;
       const socket = require('dgram').createSocket('udp4');
       const data = Buffer.alloc(1000);
       const flood = () => {
         for (let n = 0; n < 1000; n++) socket.send(data, 4567, '127.0.0.1');
         setImmediate(flood);
       };
       new Worker(deaf, { eval: true }).once('message', () => {
         console.log('flooding');
         flood();
       });`,
      { text: 'flooding' },
    );
    expect(code).toBe(STOPPED);
    expect(errors).toEqual([]);
    await expectService(page);
  });

  test('that takes a gigabyte', async ({ lab: page }) => {
    const { code, output } = await abuse(
      page,
      `const held = [];
       for (let n = 0; n < 32; n++) held.push(Buffer.alloc(32 * 1024 * 1024, 1));
       console.log(held.length);
       for (;;);`,
      { text: '32' },
    );
    expect(output).toBe('32\n');
    expect(code).toBe(STOPPED);
    await expectService(page);
  });

  test('that writes to the console of the browser’s own', chromium, async ({ lab, page }) => {
    const heard: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    const { code, length } = await abuse(lab, `for (;;) process._rawDebug('x'.repeat(1000));`);
    expect(code).toBe(STOPPED);
    expect(length).toBeGreaterThan(100_000);
    expect(heard).toEqual([]);
  });
});

test('a program that writes 100 MB writes all of them, at the page’s pace', async ({ lab: page }) => {
  const { code, length } = await abuse(
    page,
    `const piece = Buffer.alloc(1024 * 1024, 'x');
     for (let n = 0; n < 100; n++) require('fs').writeSync(1, piece);`,
    'exit',
  );
  expect(code).toBe(0);
  expect(length).toBe(100 * 1024 * 1024);
});

test('a program that writes byte by byte without end leaves the page its time', async ({ lab: page }) => {
  const { code, length } = await abuse(page, `for (;;) require('fs').writeSync(1, 'x');`, { text: 'xxx' });
  expect(length).toBeGreaterThan(3);
  expect(code).toBe(STOPPED);
});

test('a program that starts others without end is refused the 65th, and Stop ends them all', async ({ lab: page }) => {
  const bomb = `
    const start = () => require('child_process').spawn('node', ['bomb.js'], { stdio: 'inherit' })
      .on('error', (error) => console.log(error.message));
    setInterval(start, 20);`;
  await page.evaluate((contents) => window.container.fs.writeFile('bomb.js', contents), bomb);
  const refused = page.evaluate(async () => {
    for (;;) {
      try {
        (await window.container.spawn('node', ['-e', '0'])).kill();
        await new Promise((resolve) => setTimeout(resolve, 100));
      } catch (error) {
        return (error as Error).message;
      }
    }
  });
  const { code } = await abuse(page, bomb, { text: 'spawn node EAGAIN' });
  expect(code).toBe(STOPPED);
  expect(await refused).toContain('too many processes are running; stop some first (EAGAIN)');
  const { output } = await run(page, { command: 'ps', args: ['-e'] });
  expect(output.trim().split('\n')).toHaveLength(2); // the heading, and itself
});

test('a full disk takes nothing more, from programs and from the page, until something is removed', async ({
  lab: page,
}) => {
  const { output } = await abuse(
    page,
    `const fs = require('fs');
     const piece = Buffer.alloc(1024 * 1024);
     let written = 0;
     try { for (;; written++) fs.appendFileSync('big', piece); } catch (error) { console.log(error.message); }
     console.log(written > 200 && written <= 256);`,
    'exit',
  );
  expect(output).toBe('ENOSPC: no space left on device, write\ntrue\n');
  const write = () =>
    page.evaluate(() =>
      window.container.fs.writeFile('more', new Uint8Array(2 * 1024 * 1024)).then(
        () => 'written',
        (error: Error) => error.message,
      ),
    );
  expect(await write()).toBe("writeFile 'more': the disk is full (ENOSPC)");
  await page.evaluate(() => window.container.fs.rm('big'));
  expect(await write()).toBe('written');
});

test('a disk with 200,000 names takes no more of them', async ({ lab: page }) => {
  await page.evaluate(() => {
    const tree = Object.fromEntries(Array.from({ length: 199_500 }, (_, n) => [`f${n}`, { file: { contents: '' } }]));
    return window.container.mount({ many: { directory: tree } });
  });
  const { output } = await abuse(
    page,
    `const fs = require('fs');
     let made = 0;
     try { for (;; made++) fs.mkdirSync('d' + made); } catch (error) { console.log(error.message); }
     console.log(made < 500);`,
    'exit',
  );
  expect(output).toMatch(/^ENOSPC: no space left on device, mkdir 'd\d+'\ntrue\n$/);
});

test('a program that opens 10,000 files, or 10,000 sockets, is refused what is too much', async ({ lab: page }) => {
  const files = await abuse(
    page,
    `const fs = require('fs');
     let open = 0;
     try { for (; open < 10_000; open++) fs.openSync('/dev/null'); } catch (error) { console.log(error.message); }
     console.log(open < 1024);`,
    'exit',
  );
  expect(files.output).toBe("EMFILE: too many open files, open '/dev/null'\ntrue\n");
  const sockets = await abuse(
    page,
    `const net = require('net');
     const counts = {};
     let left = 10_000;
     const told = (outcome) => {
       counts[outcome] = (counts[outcome] ?? 0) + 1;
       if (--left === 0) { console.log(JSON.stringify(counts)); process.exit(); }
     };
     net.createServer((socket) => socket.on('error', () => {})).listen(4567, () => {
       for (let n = 0; n < 10_000; n++) {
         net.connect(4567, '127.0.0.1').on('connect', () => told('connected')).on('error', ({ message }) => told(message));
       }
     });`,
    'exit',
  );
  expect(JSON.parse(sockets.output)).toEqual({ connected: 1024, 'connect EMFILE 127.0.0.1:4567': 8976 });
  await expectService(page);
});

test('what a receiver has no room for is lost, and who sends 20,000 datagrams in a row goes on', async ({
  lab: page,
}) => {
  const { code, output, errors } = await abuse(
    page,
    `const dgram = require('dgram');
     const [slow, quick, sender] = [1, 2, 3].map(() => dgram.createSocket('udp4'));
     let heard = 0;
     slow.on('message', (data) => {
       if (String(data) !== 'end') return heard++;
       console.log(heard > 200 && heard < 300);
       for (const socket of [slow, quick, sender]) socket.close();
     });
     quick.on('message', (data) => console.log(String(data)));
     const bound = (socket) => new Promise((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket.address().port)));
     const send = (port, text) => new Promise((resolve, reject) =>
       sender.send(text, port, '127.0.0.1', (error) => error ? reject(error) : resolve()));
     (async () => {
       const [to, other] = [await bound(slow), await bound(quick)];
       await Promise.all(Array.from({ length: 20_000 }, () => send(to, 'x')));
       await send(other, 'others hear');
       const end = () => send(to, 'end').then(() => setTimeout(end, 20).unref(), () => {});
       end();
     })();`,
    'exit',
  );
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(output).toBe('others hear\ntrue\n');
});

test('a program that opens 1000 sockets for datagrams is refused what is too much', async ({ lab: page }) => {
  const { output } = await abuse(
    page,
    `const dgram = require('dgram');
     const counts = {};
     let left = 1000;
     const told = (outcome) => {
       counts[outcome] = (counts[outcome] ?? 0) + 1;
       if (--left === 0) { console.log(JSON.stringify(counts)); process.exit(); }
     };
     for (let n = 0; n < 1000; n++)
       dgram.createSocket('udp4').on('error', ({ message }) => told(message)).bind(0, () => told('bound'));`,
    'exit',
  );
  expect(JSON.parse(output)).toEqual({ bound: 512, 'bind EMFILE 0.0.0.0': 488 });
  await expectService(page);
});

test.describe('a program that gets at the kernel', () => {
  // In Firefox the flood ends the page's process before the kernel has read of it.
  test('and writes without end ends by itself, is named, and disturbs nobody', chromium, async ({ lab: page }) => {
    const { code, errors } = await abuse(
      page,
      `${KERNEL_PORT}
       const port = kernelPort();
       for (;;) port.postMessage({ type: 'doorbell', channel: 1, end: 0 });`,
      'exit',
    );
    expect(code).toBe(70);
    expect(errors).toEqual([expect.stringMatching(/^Process \d+ sent the kernel messages faster than it can read/)]);
    await expectService(page);
  });

  test('and keeps the lock of its stdin does not hold up the page’s other programs', async ({ lab: page }) => {
    const code = await page.evaluate(async () => {
      const script = `
        const { memory } = process.stdin._handle.channelHeld.bytes;
        const LOCK = 5;
        Atomics.store(new Int32Array(memory, 0, 6), LOCK, 1);
        console.log('locked');
        for (;;);`;
      const program = await window.container.spawn('node', ['-e', script]);
      await program.output.getReader().read();
      const writer = program.input.getWriter();
      await writer.write('hello');
      program.kill();
      return program.exit;
    });
    expect(code).toBe(STOPPED);
    await expectService(page);
  });
});

test.describe('the end of a container', () => {
  /** What a document has begun and not ended: read by the test below. */
  interface Held {
    timers: Set<unknown>;
    urls: Set<string>;
    listeners: Set<unknown>;
  }
  type Counted = Window & { held: Held };

  /** Counts in every document what outlives a function. */
  const count = () => {
    const held: Held = { timers: new Set(), urls: new Set(), listeners: new Set() };
    const { setTimeout, setInterval, clearTimeout, clearInterval, URL } = window;
    const add = window.addEventListener.bind(window);
    const remove = window.removeEventListener.bind(window);
    const { createObjectURL, revokeObjectURL } = URL;
    Object.assign(window, {
      held,
      setTimeout: (action: () => void, time: number) => {
        const timer = setTimeout(() => {
          held.timers.delete(timer);
          action();
        }, time);
        held.timers.add(timer);
        return timer;
      },
      setInterval: (action: () => void, time: number) => {
        const timer = setInterval(action, time);
        held.timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: number) => (held.timers.delete(timer), clearTimeout(timer)),
      clearInterval: (timer: number) => (held.timers.delete(timer), clearInterval(timer)),
      addEventListener: (type: string, listener: EventListener) => (held.listeners.add(listener), add(type, listener)),
      removeEventListener: (type: string, listener: EventListener) => (
        held.listeners.delete(listener),
        remove(type, listener)
      ),
    });
    URL.createObjectURL = (blob) => {
      const url = createObjectURL(blob);
      held.urls.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => (held.urls.delete(url), revokeObjectURL(url));
  };

  const heldBy = () => {
    const { timers, urls, listeners } = (window as unknown as Counted).held;
    return { timers: timers.size, urls: urls.size, listeners: listeners.size };
  };

  test('torn down, it leaves no worker, timer, listener or object URL', chromium, async ({ page, server }) => {
    await page.addInitScript(count);
    await openPage(page, server);
    expect(await page.evaluate(heldBy)).toEqual({ timers: 0, urls: 0, listeners: 0 });
    await page.evaluate(async () => {
      window.container = await window.lab.boot();
      window.container.fs.watch('.', () => {});
      const program = await window.container.spawn('node', ['-e', `console.log('busy'); for (;;);`]);
      await program.output.getReader().read();
    });
    // All processes have one script, whose address goes with the frame. The kernel's was given back.
    expect(await page.frames().at(-1)!.evaluate(heldBy)).toMatchObject({ timers: 0, urls: 1 });
    expect(page.workers().length).toBeGreaterThan(1);
    await page.evaluate(() => window.container.teardown());
    expect(await page.evaluate(heldBy)).toEqual({ timers: 0, urls: 0, listeners: 0 });
    expect(page.frames()).toHaveLength(1);
    await expect.poll(() => page.workers().length).toBe(0);
  });

  test(
    'ended by the browser, as for want of memory, it says so, and another one boots',
    chromium,
    async ({ page, server }) => {
      // The page asks the frame ten times as often.
      await page.addInitScript(() => {
        const { setInterval } = window;
        const faster = (action: () => void, time: number) => setInterval(action, time / 10);
        Object.assign(window, { setInterval: faster });
      });
      await openPage(page, server);
      const context = page.context();
      // To Playwright the page itself has crashed; this still speaks to it.
      const session = await context.newCDPSession(page);
      const evaluate = async (expression: string) =>
        (await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result
          .value as unknown;
      await page.evaluate(async () => {
        const container = (window.container = await window.lab.boot());
        const program = await container.spawn('node', ['-e', 'for (;;);']);
        const told = new Promise((resolve) => container.on('error', ({ message }) => resolve(message)));
        const ended = program.exit.catch((error: Error) => error.message);
        Object.assign(window, { outcome: Promise.all([told, ended]) });
      });
      const frame = await context.newCDPSession(page.frames().at(-1)!);
      frame.send('Page.crash').catch(() => {}); // nobody is left to answer
      const why = 'the browser has ended its workers, most likely because a program needed more memory';
      expect(await evaluate('outcome')).toEqual([
        expect.stringContaining(`The container: ${why}`),
        expect.stringContaining(`'node': ${why}`),
      ]);
      expect(await evaluate('container.fs.readdir(".").catch((error) => error.code)')).toBe('ELOST');
      expect(await evaluate('document.querySelectorAll("iframe").length')).toBe(0);
      const again = `lab.boot({ pool: 0 }).then((booted) => booted.spawn('node', ['-e', '7'])).then(({ exit }) => exit)`;
      expect(await evaluate(again)).toBe(0);
    },
  );
});
