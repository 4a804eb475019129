import type { Page } from '@playwright/test';
import { bundleKernel } from '../../container/build/kernel-bundle.ts';
import type { BrowserPage } from '../../container/testing/browsers/browser.ts';
import { ISOLATION_HEADERS, serveContainer } from '../../container/testing/server.ts';
import type { ContainerServer } from '../../container/testing/server.ts';
import { chromium, expect, openPage, test } from './container-page.ts';

/** What code that a reader runs cannot reach, and how booting fails. */

test.use({ serviceWorkers: 'allow' });

/**
 * A process script that is nothing but a try at all that a worker has. It writes what it found to its stdout as JSON,
 * by the kernel's protocol.
 */
const probe = `
  const tries = {
    fetch: async () => fetch(TARGET),
    dataFetch: async () => fetch('data:text/plain,x'),
    xhr: () => new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = resolve;
      request.onerror = () => reject(new Error('error'));
      request.open('GET', TARGET);
      request.send();
    }),
    webSocket: () => new Promise((resolve, reject) => {
      const socket = new WebSocket(TARGET.replace('http', 'ws'));
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error('error'));
    }),
    eventSource: () => new Promise((resolve, reject) => {
      const source = new EventSource(TARGET);
      source.onopen = resolve;
      source.onerror = () => reject(new Error('error'));
    }),
    importScripts: async () => importScripts(TARGET + 'index.js'),
    import: () => import(TARGET + 'index.js'),
    worker: () => new Promise((resolve, reject) => {
      const worker = new Worker(TARGET + 'index.js');
      worker.onmessage = resolve;
      worker.onerror = () => reject(new Error('error'));
    }),
    indexedDB: () => new Promise((resolve, reject) => {
      const request = indexedDB.open('x');
      request.onsuccess = resolve;
      request.onerror = () => reject(new Error('error'));
    }),
    // WebKit gives opaque origins a cache of their own: what counts is what the page has put into its one.
    caches: async () => {
      for (const name of await caches.keys()) if ((await (await caches.open(name)).keys()).length > 0) return;
      throw new Error('empty');
    },
    storage: async () => navigator.storage.getDirectory(),
    fileSystem: async () => webkitRequestFileSystemSync(0, 1024),
    serviceWorker: async () => navigator.serviceWorker.register(TARGET + 'sw.js'),
    locks: async () => navigator.locks.request('x', () => {}),
    cookies: async () => cookieStore.getAll(),
    credentials: async () => fetch(TARGET, { credentials: 'include', mode: 'no-cors' }),
    webTransport: async () => new WebTransport(TARGET.replace('http:', 'https:')).ready,
    sharedWorker: async () => new SharedWorker(TARGET + 'index.js'),
    importData: () => import('data:text/javascript,'),
  };
  // What never answers reaches nothing either.
  const silence = () => new Promise((_, reject) => setTimeout(() => reject(new Error('silence')), 2000));
  const tryAll = async () => {
    const found = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await Promise.race([attempt(), silence()]);
        found[name] = 'reached';
      } catch {
        found[name] = 'refused';
      }
    }
    return found;
  };
  onmessage = ({ ports: [kernel] }) => {
    kernel.onmessage = async ({ data }) => {
      if (data.type !== 'start') return;
      // Nobody may hear this.
      new BroadcastChannel('site').postMessage('from inside');
      postMessage({ type: 'frame-failed', message: 'from inside' });
      const found = { origin: self.origin, isolated: crossOriginIsolated, ...(await tryAll()) };
      // A worker may make another one, which is bound as it is.
      const text = 'const TARGET = ' + JSON.stringify(TARGET) + '; const tries = {' +
        Object.entries(tries).map(([name, attempt]) => name + ':' + attempt) + '}; const silence = ' + silence + '; const tryAll = ' + tryAll +
        '; tryAll().then(postMessage)';
      const below = await new Promise((resolve) => {
        const nested = new Worker(URL.createObjectURL(new Blob([text])));
        nested.onmessage = ({ data }) => resolve(data);
        // WebKit refuses the worker itself.
        nested.onerror = () => resolve(Object.fromEntries(Object.keys(tries).map((name) => [name, 'refused'])));
      });
      for (const [name, outcome] of Object.entries(below)) found['nested ' + name] = outcome;
      const { memory, end, id } = data.descriptors[1].channel;
      const bytes = new TextEncoder().encode(JSON.stringify(found));
      const header = new Int32Array(memory, end * 28, 6);
      new Uint8Array(memory, 56 + end * (memory.byteLength / 2 - 28)).set(bytes);
      Atomics.store(header, 0, bytes.length);
      kernel.postMessage({ type: 'doorbell', channel: id, end });
      kernel.postMessage({ type: 'call', name: 'exit', args: [0] });
    };
    kernel.postMessage({ type: 'ready' });
  };`;

/** Serves the container with some files or headers of its own for one test. */
async function withServer(
  options: Parameters<typeof serveContainer>[0],
  body: (server: ContainerServer) => Promise<void>,
): Promise<void> {
  const server = await serveContainer(options);
  try {
    await body(server);
  } finally {
    await server.close();
  }
}

/** A service worker that does nothing but take over its pages, and the header that lets it. */
const worker = {
  files: { 'sw.js': "addEventListener('activate', (event) => event.waitUntil(clients.claim()))" },
  headers: { ...ISOLATION_HEADERS, 'service-worker-allowed': '/' },
};

/** Opens the page and lets the worker of {@link worker} take it over. */
async function openUnderWorker(page: BrowserPage, server: ContainerServer): Promise<void> {
  await openPage(page, server);
  await page.evaluate(async () => {
    const controlled = new Promise((resolve) => (navigator.serviceWorker.oncontrollerchange = resolve));
    await navigator.serviceWorker.register('/container/sw.js', { scope: '/' });
    await controlled;
  });
}

const bootError = (page: BrowserPage, timeout?: number) =>
  page.evaluate(
    (milliseconds) =>
      window.lab.boot(milliseconds === undefined ? {} : { timeout: milliseconds }).then(
        () => null,
        (error: Error & { code: string }) => ({
          name: error.name,
          code: error.code,
          message: error.message,
          frames: document.querySelectorAll('iframe').length,
        }),
      ),
    timeout,
  );

/** What a frame can reach, tried from inside it. */
async function reachOf(page: Page, url: string): Promise<Record<string, unknown>> {
  await page.evaluate(() => {
    localStorage.setItem('secret', '1');
    document.cookie = 'secret=1';
  });
  return page
    .frames()
    .at(-1)!
    .evaluate(async (target) => {
      const attempt = async (action: () => unknown) => {
        try {
          return String(await action());
        } catch (error) {
          return (error as Error).name;
        }
      };
      return {
        origin: self.origin,
        isolated: crossOriginIsolated,
        document: await attempt(() => top!.document.title),
        around: await attempt(() => parent.document.title),
        container: await attempt(() => (top as unknown as { container: unknown }).container),
        localStorage: await attempt(() => localStorage.getItem('secret')),
        cookie: await attempt(() => document.cookie),
        indexedDB: await attempt(() => indexedDB.open('x')),
        caches: await attempt(() => caches.keys()),
        serviceWorker: await attempt(() => navigator.serviceWorker.controller),
        fetch: await attempt(() => fetch(target)),
        navigation: await attempt(() => (top!.location.href = 'about:blank')),
        navigationAround: await attempt(() => (parent.location.href = 'about:blank')),
        popup: await attempt(() => open('about:blank')),
        dialog: await attempt(() => prompt('secret')),
      };
    }, url);
}

const unreachable = {
  origin: 'null',
  isolated: true,
  document: 'SecurityError',
  around: 'SecurityError',
  container: 'SecurityError',
  localStorage: 'SecurityError',
  cookie: 'SecurityError',
  indexedDB: 'SecurityError',
  caches: 'SecurityError',
  serviceWorker: 'SecurityError',
  fetch: 'TypeError',
  navigation: 'SecurityError',
  navigationAround: 'SecurityError',
  popup: 'null',
  dialog: 'null',
};

test('the frame cannot reach its page, nor storage, nor the network', chromium, async ({ lab, page, server }) => {
  expect(await lab.evaluate(() => document.querySelectorAll('iframe').length)).toBe(1);
  expect(await reachOf(page, server.url)).toEqual(unreachable);
});

test(
  'under a service worker the frame stands in a shell, and reaches no more from there',
  chromium,
  async ({ page }) => {
    await withServer(worker, async (server) => {
      await openUnderWorker(page, server);
      await page.evaluate(() => window.lab.boot());
      // Playwright hears of a frame's address a moment after the frame has run.
      await expect
        .poll(() => page.frames().map((frame) => frame.url()))
        .toEqual([server.url, `${server.url}container/shell.html`, 'about:srcdoc']);
      expect(await reachOf(page, server.url)).toEqual(unreachable);
    });
  },
);

for (const [place, options, open] of [
  ['', {}, openPage],
  [' under a service worker', worker, openUnderWorker],
] as const) {
  test(`a process’s worker can reach neither network nor storage${place}`, async ({ blank: page, server }) => {
    const script = `const TARGET = ${JSON.stringify(server.url)};${probe}`;
    const files = { ...('files' in options ? options.files : {}), 'process.js': script };
    await withServer({ ...options, files }, async (probing) => {
      await open(page, probing);
      await page.evaluate(async () => (await caches.open('x')).put('/secret', new Response('secret')));
      const { text, heard } = await page.evaluate(async () => {
        const said: unknown[] = [];
        addEventListener('message', ({ data }) => said.push(data));
        const container = await window.lab.boot({ pool: 0 });
        const channel = new BroadcastChannel('site');
        channel.onmessage = ({ data }) => said.push(data);
        const program = await container.spawn('node');
        const output = await new Response(program.output.pipeThrough(new TextEncoderStream())).text();
        return { text: output, heard: said.filter((data) => JSON.stringify(data).includes('from inside')) };
      });
      expect(heard).toEqual([]);
      const { origin, isolated, ...tries } = JSON.parse(text) as Record<string, unknown>;
      expect({ origin, isolated }).toEqual({ origin: 'null', isolated: true });
      for (const [name, outcome] of Object.entries(tries)) expect(`${name} ${String(outcome)}`).toBe(`${name} refused`);
      expect(Object.keys(tries)).toHaveLength(2 * 19);
    });
  });
}

test('the shell passes on nothing from another site', chromium, async ({ page, server }) => {
  await withServer({}, async (other) => {
    await page.goto(other.url.replace('127.0.0.1', 'localhost'));
    await page.evaluate(
      (url) =>
        new Promise((loaded) => {
          const frame = document.createElement('iframe');
          frame.onload = loaded;
          frame.src = `${url}container/shell.html`;
          document.body.append(frame);
        }),
      server.url,
    );
    const [, shell, frame] = page.frames();
    const note = () => {
      Object.assign(self, { heard: [] as string[] });
      addEventListener('message', ({ data }) => (self as unknown as { heard: string[] }).heard.push(data.type));
    };
    await shell!.evaluate(note);
    await frame!.evaluate(note);
    await page.evaluate(() => document.querySelector('iframe')!.contentWindow!.postMessage({ type: 'boot' }, '*'));
    await shell!.waitForFunction(() => (self as unknown as { heard: string[] }).heard.includes('boot'));
    // What the shell passed on would have come before this.
    await shell!.evaluate(() => document.querySelector('iframe')!.contentWindow!.postMessage({ type: 'last' }, '*'));
    await frame!.waitForFunction(() => (self as unknown as { heard: string[] }).heard.includes('last'));
    expect(await frame!.evaluate(() => (self as unknown as { heard: string[] }).heard)).toEqual(['last']);
  });
});

test('the frame runs nothing when somebody embeds it without the sandbox', async ({ blank: page, server }) => {
  await openPage(page, server);
  const heard = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe');
        frame.src = '/container/frame.html';
        const code = 'postMessage({ type: "alive" }); onmessage = ({ ports: [page] }) => page?.postMessage("it ran")';
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        addEventListener('message', ({ data }) => {
          if (data.type === 'frame-failed') resolve(data.message);
          const boot = {
            type: 'boot',
            kernel: new Blob([code]),
            process: new Blob(),
            options: { workdir: '/home/lab', pool: 0 },
          };
          if (data.type === 'frame-ready') frame.contentWindow?.postMessage(boot, '*', [port2]);
        });
        document.body.append(frame);
      }),
  );
  expect(heard).toContain('sandbox');
});

test('words from anybody but the frame do not boot', async ({ blank: page }) => {
  const { frameHtml } = await bundleKernel();
  const mute = frameHtml.replace(/<script>.*<\/script>/s, '');
  await withServer({ files: { 'frame.html': mute } }, async (muted) => {
    await openPage(page, muted);
    await page.evaluate(() => {
      setTimeout(() => postMessage({ type: 'frame-ready', isolated: true }), 100);
    });
    const error = await bootError(page);
    expect(error).toMatchObject({ name: 'BootError', code: 'frame-failed', frames: 0 });
    expect(error?.message).toContain('frame.html');
  });
});

test(
  'where blob: workers are refused, data: workers are tried, and what they lack is told',
  chromium,
  async ({ page }) => {
    const { frameHtml } = await bundleKernel();
    const noBlob = frameHtml.replace('worker-src blob: data:', 'worker-src data:');
    expect(noBlob).not.toBe(frameHtml);
    await withServer({ files: { 'frame.html': noBlob } }, async (server) => {
      await openPage(page, server);
      const dataWorker = page.waitForEvent('worker', (worker) => worker.url().startsWith('data:'));
      const error = await bootError(page);
      await dataWorker;
      // Chromium gives shared memory to blob: workers only; WebKit, for which this way exists, to these too.
      expect(error).toMatchObject({ code: 'frame-failed', frames: 0 });
      expect(error?.message).toContain('SharedArrayBuffer');
    });
  },
);

test.describe('booting says what is wrong and how to mend it', () => {
  test('a page without isolation', async ({ blank: page }) => {
    await withServer({ headers: {} }, async (server) => {
      await openPage(page, server);
      const error = await bootError(page);
      expect(error).toMatchObject({ name: 'BootError', code: 'not-isolated', frames: 0 });
      expect(error?.message).toContain('Cross-Origin-Embedder-Policy');
    });
  });

  test('a browser without shared memory', { tag: '@without-shared-memory' }, async ({ blank: page, server }) => {
    await openPage(page, server);
    await page.evaluate(() => {
      delete (globalThis as { SharedArrayBuffer?: unknown }).SharedArrayBuffer;
    });
    const error = await bootError(page);
    expect(error).toMatchObject({ name: 'BootError', code: 'no-shared-memory', frames: 0 });
    expect(error?.message).toMatch(/SharedArrayBuffer.*(Chrome|Firefox)/);
  });

  test('a file that is missing', async ({ blank: page, server }) => {
    await openPage(page, server);
    const error = await page.evaluate(() =>
      window.lab.boot({ baseUrl: '/elsewhere/' }).catch((reason: Error & { code: string }) => ({
        code: reason.code,
        message: reason.message,
        frames: document.querySelectorAll('iframe').length,
      })),
    );
    expect(error).toMatchObject({ code: 'assets-missing', frames: 0 });
    expect('message' in error && error.message).toMatch(/\/elsewhere\/(kernel|process)\.js.*404/);
  });

  test('a kernel that does not come up', async ({ blank: page }) => {
    await withServer({ files: { 'kernel.js': 'syntax error' } }, async (server) => {
      await openPage(page, server);
      expect(await bootError(page)).toMatchObject({ code: 'frame-failed', frames: 0 });
    });
  });

  test('a kernel that hangs', async ({ blank: page }) => {
    await withServer({ files: { 'kernel.js': 'for (;;);' } }, async (server) => {
      await openPage(page, server);
      expect(await bootError(page, 500)).toMatchObject({ code: 'timeout', frames: 0 });
    });
  });
});
