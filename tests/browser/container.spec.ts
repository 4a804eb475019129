import { serveContainer } from '../../container/testing/server.ts';
import { chromium, expect, openPage, run, test } from './container-page.ts';

/**
 * The container in a real browser: processes, signals, pipes, ports and disk. The programs run on its own Node; what
 * the library can do is the matter of other tests.
 */

const busy = `console.log('busy'); for (;;);`;

test.describe('programs', () => {
  test('a program gets its arguments, environment and directory, and its exit code comes back', async ({
    lab: page,
  }) => {
    const { code, output } = await run(page, {
      files: {
        'app/show.js': `console.log(process.argv.slice(2), process.env.COLOUR, process.cwd()); process.exit(7);`,
      },
      args: ['show.js', 'a', 'b c'],
      options: { cwd: 'app', env: { COLOUR: 'blue' } },
    });
    expect(output).toBe(`[ 'a', 'b c' ] blue /home/lab/app\n`);
    expect(code).toBe(7);
  });

  test('stdout and stderr come in the order of writing', async ({ lab: page }) => {
    const script = `for (let n = 0; n < 200; n++) n % 2 ? console.log(n) : console.error(n);`;
    const { output } = await run(page, { args: ['-e', script] });
    expect(output).toBe(Array.from({ length: 200 }, (_, n) => `${n}\n`).join(''));
  });

  test('what the page writes is the program’s stdin, closing ends it', async ({ lab: page }) => {
    const output = await page.evaluate(async () => {
      const program = await window.container.spawn('node', [
        '-e',
        `let all = ''; process.stdin.on('data', (d) => (all += d)).on('end', () => console.log(all.length, all.slice(0, 5)));`,
      ]);
      const writer = program.input.getWriter();
      await writer.write('hello');
      await writer.write('x'.repeat(300_000));
      await writer.close();
      return new Response(program.output.pipeThrough(new TextEncoderStream())).text();
    });
    expect(output).toBe('300005 hello\n');
  });

  test('a script with a #! line runs by its name on the PATH', async ({ lab: page }) => {
    const { output } = await run(page, {
      files: { 'bin/greet': `#!/usr/bin/env node\nconsole.log('hello', process.argv[2]);` },
      command: 'greet',
      args: ['you'],
      options: { env: { PATH: '/home/lab/bin:/usr/local/bin' } },
    });
    expect(output).toBe('hello you\n');
  });

  test('what programs often load in their first lines needs no large part of the library', async ({ blank: page }) => {
    const server = await serveContainer({ files: { 'library.json': '{}' } });
    try {
      await openPage(page, server);
      await page.evaluate(async () => {
        window.container = await window.lab.boot();
      });
      const script = `
        import 'node:assert';
        import 'node:tls';
        import 'node:dns/promises';
        import 'node:stream/consumers';
        import { parseArgs } from 'node:util';
        import { rmSync } from 'node:fs';
        rmSync('none', { recursive: true, force: true });
        console.log(parseArgs({ args: [] }).positionals, typeof crypto.subtle, typeof navigator);
        console.log({ colours: process.stdout.isTTY });`;
      const { output } = await run(page, { files: { 'often.mjs': script }, args: ['often.mjs'] });
      expect(output).toBe('[] object object\n{ colours: undefined }\n');
    } finally {
      await server.close();
    }
  });

  test('a command that is not there is refused with its name', async ({ lab: page }) => {
    const error = await page.evaluate(() =>
      window.container.spawn('rails', ['server']).then(
        () => null,
        (reason: Error & { code: string }) => ({ name: reason.name, code: reason.code, message: reason.message }),
      ),
    );
    expect(error).toMatchObject({ name: 'ContainerError', code: 'ENOENT' });
    expect(error?.message).toContain(`spawn 'rails'`);
  });
});

test.describe('signals', () => {
  test('SIGTERM ends a busy loop in another process', async ({ lab: page }) => {
    const { output } = await run(page, {
      files: {
        'busy.js': busy,
        'main.js': `
          const child = require('child_process').spawn('node', ['busy.js']);
          child.stdout.once('data', () => child.kill('SIGTERM'));
          child.on('exit', (code, signal) => console.log(code, signal));`,
      },
      args: ['main.js'],
    });
    expect(output).toBe('null SIGTERM\n');
  });

  test('a handler in another process runs, and SIGKILL passes it by', async ({ lab: page }) => {
    const { output } = await run(page, {
      files: {
        'handler.js': `
          process.on('SIGTERM', () => console.log('handled'));
          process.on('SIGUSR2', (name, number) => process.exit(number));
          setInterval(() => {}, 1000);
          console.log('ready');`,
        'main.js': `
          const { spawn } = require('child_process');
          const start = (onText) => {
            const child = spawn('node', ['handler.js']);
            child.stdout.on('data', (text) => String(text).split('\\n').filter(Boolean).forEach((line) => onText(child, line)));
            child.on('exit', (code, signal) => console.log('exit', code, signal));
            return child;
          };
          start((child, line) => {
            console.log(line);
            if (line === 'ready') child.kill('SIGTERM');
            if (line === 'handled') child.kill('SIGUSR2');
          }).on('exit', () => start((child) => child.kill('SIGKILL')));`,
      },
      args: ['main.js'],
    });
    expect(output).toBe('ready\nhandled\nexit 12 null\nexit null SIGKILL\n');
  });

  test('kill() from the page ends a program and all that descends from it', async ({ lab: page }) => {
    const code = await page.evaluate(async (script) => {
      const parent = `
        require('child_process').spawn('node', ['-e', ${JSON.stringify(script)}], { stdio: 'inherit', detached: true });
        setInterval(() => {}, 1000);`;
      const program = await window.container.spawn('node', ['-e', parent]);
      const reader = program.output.getReader();
      await reader.read(); // the grandchild is busy
      program.kill();
      // The output ends only when nobody holds it any more.
      while (!(await reader.read()).done);
      return program.exit;
    }, busy);
    expect(code).toBe(137);
  });
});

test.describe('pipes', () => {
  const chunk = 64 * 1024;

  test('a program whose output nobody reads waits, and loses nothing', async ({ lab: page }) => {
    const result = await page.evaluate(async (size) => {
      const { container } = window;
      const script = `
        const fs = require('fs');
        for (let n = 0; n < 64; n++) { fs.writeSync(1, 'x'.repeat(${size})); fs.writeFileSync('written', String(n + 1)); }`;
      const program = await container.spawn('node', ['-e', script]);
      // Meanwhile others run to their end.
      const other = await container.spawn('node', ['-e', 'setTimeout(() => {}, 300)']);
      await other.exit;
      const before = Number(await container.fs.readFile('written', 'utf8'));
      let length = 0;
      const reader = program.output.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) length += part.value.length;
      return { before, length, code: await program.exit };
    }, chunk);
    expect(result.before).toBeGreaterThan(0);
    expect(result.before).toBeLessThan(16);
    expect(result.length).toBe(64 * chunk);
    expect(result.code).toBe(0);
  });

  test('bytes cross from process to process whole, at the pace of the reader', async ({ lab: page }) => {
    const { output } = await run(page, {
      files: {
        'source.js': `
          const { createHash } = require('crypto');
          const hash = createHash('sha256');
          let left = 100;
          const more = () => {
            while (left-- > 0) {
              const part = Buffer.alloc(${chunk}, left);
              hash.update(part);
              if (!process.stdout.write(part)) return process.stdout.once('drain', more);
            }
            process.stdout.end(() => console.error(hash.digest('hex')));
          };
          more();`,
        'main.js': `
          const { createHash } = require('crypto');
          const child = require('child_process').spawn('node', ['source.js'], { stdio: ['ignore', 'pipe', 'inherit'] });
          const hash = createHash('sha256');
          let length = 0;
          child.stdout.on('data', (part) => { hash.update(part); length += part.length; });
          child.on('close', () => console.log(hash.digest('hex'), length));`,
      },
      args: ['main.js'],
    });
    const [sent, received] = output.split('\n');
    expect(received).toBe(`${sent} ${100 * chunk}`);
  });

  test('a program that floods its output leaves the page responsive and can be ended', async ({ lab: page }) => {
    const code = await page.evaluate(async () => {
      const program = await window.container.spawn('node', [
        '-e',
        `for (;;) require('fs').writeSync(1, 'x'.repeat(1000));`,
      ]);
      const reader = program.output.getReader();
      for (let frames = 0; frames < 20; frames++) {
        await reader.read();
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      program.kill();
      return program.exit;
    });
    expect(code).toBe(137);
  });
});

test.describe('ports', () => {
  test('a port that opens and closes is told, also when its process is killed', async ({ lab: page }) => {
    const events = await page.evaluate(async () => {
      const { container } = window;
      const seen: string[] = [];
      const closed = new Promise<void>((resolve) => {
        container.on('port', (port, type, url) => {
          seen.push(`${port} ${type} ${url}`);
          if (type === 'close') resolve();
        });
      });
      const ready = new Promise<void>((resolve) =>
        container.on('server-ready', (port) => {
          seen.push(`${port} ready`);
          resolve();
        }),
      );
      const program = await container.spawn('node', ['-e', `require('net').createServer().listen(4567)`]);
      await ready;
      program.kill();
      await closed;
      return seen;
    });
    const url = 'http://localhost:4567';
    expect(events).toEqual([`4567 open ${url}`, '4567 ready', `4567 close ${url}`]);
  });

  test('a port that is taken is refused', async ({ lab: page }) => {
    const { output } = await run(page, {
      args: [
        '-e',
        `const net = require('net');
         net.createServer().listen(4567, '127.0.0.1', () =>
           net.createServer().on('error', (error) => { console.log(error.code); process.exit(); }).listen(4567));`,
      ],
    });
    expect(output).toBe('EADDRINUSE\n');
  });
});

test.describe('disk', () => {
  test('page and programs see the same files', async ({ lab: page }) => {
    const result = await page.evaluate(async () => {
      const { container } = window;
      const { fs } = container;
      await container.mount(
        { 'a.txt': { file: { contents: 'one' } }, sub: { directory: { link: { file: { symlink: '../a.txt' } } } } },
        { mountPoint: 'data' },
      );
      const script = `const fs = require('fs'); fs.appendFileSync('data/sub/link', ' two'); fs.mkdirSync('data/made');`;
      await (
        await container.spawn('node', ['-e', script])
      ).exit;
      const text = await fs.readFile('data/a.txt', 'utf8');
      const entries = await fs.readdir('data', { withFileTypes: true });
      await fs.writeFile('data/a.txt', new Uint8Array([104, 105]));
      await fs.rename('data/a.txt', 'b.txt');
      await fs.rm('data', { recursive: true });
      const missing = await fs.readFile('data/a.txt').catch((error: { code: string }) => error.code);
      return {
        text,
        entries: entries.map(
          (entry) => `${entry.name} ${entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : ''}`,
        ),
        moved: await fs.readFile('/b.txt', 'utf8'),
        missing,
      };
    });
    expect(result).toEqual({
      text: 'one two',
      entries: ['a.txt file', 'made directory', 'sub directory'],
      moved: 'hi',
      missing: 'ENOENT',
    });
  });

  test('a change that a program makes is told to a watcher', async ({ lab: page }) => {
    const name = await page.evaluate(async () => {
      const { container } = window;
      await container.fs.mkdir('logs');
      const changed = new Promise<string>((resolve) => {
        container.fs.watch('logs', (_event, filename) => resolve(filename));
      });
      await container.spawn('node', ['-e', `require('fs').writeFileSync('logs/app.log', 'x')`]);
      return changed;
    });
    expect(name).toBe('app.log');
  });

  test('a script that changes while its worker loads runs as it is then', async ({ lab: page }) => {
    const output = await page.evaluate(async () => {
      const container = await window.lab.boot({ pool: 0 });
      await container.mount({ 'app.js': { file: { contents: `console.log('old')` } } });
      // Asked for in one go: the kernel has written before the worker that it makes can ask for anything.
      const spawning = container.spawn('node', ['app.js']);
      const writing = [
        container.fs.writeFile('app.js', `console.log('new', require('./beside.js'))`),
        container.fs.writeFile('beside.js', 'module.exports = 1'),
      ];
      const program = await spawning;
      await Promise.all(writing);
      const output = await new Response(program.output.pipeThrough(new TextEncoderStream())).text();
      await container.teardown();
      return output;
    });
    expect(output).toBe('new 1\n');
  });

  test('a malformed tree is refused with the node’s path', async ({ lab: page }) => {
    const messages = await page.evaluate(() =>
      Promise.all(
        [{ a: { directory: { 'b/c': { file: { contents: '' } } } } }, { a: { directory: { b: 'text' } } }].map((tree) =>
          window.container.mount(tree as never).catch((error: Error) => `${error.name}: ${error.message}`),
        ),
      ),
    );
    expect(messages[0]).toContain(`TypeError: mount: '/a/b/c' is no file name`);
    expect(messages[1]).toContain(`TypeError: mount: '/a/b' must be`);
  });
});

test.describe('teardown', () => {
  test('it leaves no frame, rejects what is under way, and another boot works', async ({ lab: page }) => {
    const pending = await page.evaluate(async (script) => {
      const { container } = window;
      const program = await container.spawn('node', ['-e', script]);
      const reader = program.output.getReader();
      await reader.read();
      const output = reader.read().catch((error: { code: string }) => error.code);
      const exit = program.exit.catch((error: { code: string }) => error.code);
      await container.teardown();
      await container.teardown();
      const late = await container.fs.readdir('.').catch((error: { code: string }) => error.code);
      return { output: await output, exit: await exit, late, frames: document.querySelectorAll('iframe').length };
    }, busy);
    expect(pending).toEqual({ output: 'ETORNDOWN', exit: 'ETORNDOWN', late: 'ETORNDOWN', frames: 0 });
    await page.evaluate(async () => {
      window.container = await window.lab.boot({ pool: 0 });
    });
    const { output } = await run(page, { args: ['-p', '6 * 7'] });
    expect(output).toBe('42\n');
  });

  test('it leaves no worker', chromium, async ({ lab, page }) => {
    await lab.evaluate(async (script) => {
      const program = await window.container.spawn('node', ['-e', script]);
      await program.output.getReader().read();
    }, busy);
    expect(page.workers().length).toBeGreaterThan(1);
    await lab.evaluate(() => window.container.teardown());
    await expect.poll(() => page.workers().length).toBe(0);
  });
});
