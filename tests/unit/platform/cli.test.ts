/** The bundled platform as a page starts it: `node platform.cjs … --json`. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import test, { after, before, type TestContext } from 'node:test';
import { MARK, type PlatformEvent } from '../../../platform/protocol.ts';
import { eventOf } from '../../../platform/testing/event-of.ts';
import { HELLO, writeApp } from '../../../platform/testing/app.ts';
import { bundlePlatform } from '../../../tools/bundle-platform.ts';

const LIMIT = 15_000;
const directory = mkdtempSync(join(tmpdir(), 'platform-cli-'));
const example = join(directory, 'example');

before(async () => {
  await bundlePlatform(directory);
  writeApp(join(example, 'right'), { 'web.js': HELLO });
  writeFileSync(
    join(example, 'example.json'),
    JSON.stringify({
      title: 'test',
      formation: { web: 1 },
      services: [{ name: 'kv.1', kind: 'key-value', config: 'STORE_URL' }],
      versions: { right: { dir: 'right' } },
      experiments: [],
      checks: [],
    }),
  );
});
after(() => rmSync(directory, { recursive: true, force: true }));

type EventOf<E extends PlatformEvent['event']> = Extract<PlatformEvent, { event: E }>;

class Started {
  readonly child: ChildProcess;
  readonly told: PlatformEvent[] = [];
  readonly stray: string[] = [];
  readonly ended: Promise<number | null>;
  /** Its temporary directory: what it leaves behind is there. */
  readonly temporary: string;
  #look: () => void = () => {};

  constructor(t: TestContext, args: string[], cwd = directory) {
    this.temporary = mkdtempSync(join(directory, 'tmp-'));
    this.child = spawn(process.execPath, [join(directory, 'platform.cjs'), ...args, '--json'], {
      cwd,
      env: { ...process.env, TMPDIR: this.temporary },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      const event = eventOf(line);
      if (event) this.told.push(event);
      else this.stray.push(line);
      this.#look();
    });
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    t.after(() => this.child.kill('SIGKILL'));
  }

  event<E extends PlatformEvent['event']>(
    kind: E,
    fits: (event: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no such ${kind}: ${JSON.stringify(this.told.slice(-8))}`)),
        LIMIT,
      );
      this.#look = () => {
        const found = this.told.find((event): event is EventOf<E> => event.event === kind && fits(event as EventOf<E>));
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      this.#look();
    });
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** The processes that it told of and that still run. */
  running(): number[] {
    const pids = this.told.flatMap((event) =>
      event.event === 'process' ? [event.process.pid] : event.event === 'service' ? [event.service.pid] : [],
    );
    return [...new Set(pids)].filter((pid): pid is number => pid !== null && isAlive(pid));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${LIMIT / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const isUp = ({ process: state }: EventOf<'process'>) => state.phase === 'up';

test('carries out commands, refuses broken ones with the reason, and takes no notice of anything else', async (t) => {
  const platform = new Started(t, ['run', example, 'right']);
  await platform.event('process', isUp);
  platform.say('hello?');
  platform.say('{"id":1,"command":"stop"}');
  platform.say(`${MARK}{"id":2,"command":"scale","type":"web","count":"many"}`);
  platform.say(`${MARK}not json`);
  platform.say(`${MARK}{"id":3,"command":"scale","type":"clock","count":1}`);
  platform.say(`${MARK}{"id":4,"command":"scale","type":"web","count":2}`);
  assert.match(
    (await platform.event('reply', ({ id }) => id === 2)).problem?.title ?? '',
    /"count" must be a whole number/,
  );
  assert.match((await platform.event('reply', ({ id }) => id === 0)).problem?.title ?? '', /not JSON/);
  assert.match((await platform.event('reply', ({ id }) => id === 3)).problem?.title ?? '', /no process type "clock"/);
  assert.equal((await platform.event('reply', ({ id }) => id === 4)).ok, true);

  const asked = { method: 'GET', path: '/', headers: {}, jar: true };
  platform.say(MARK + JSON.stringify({ id: 5, command: 'request', ...asked, body: null }));
  const response = await platform.event('response');
  assert.deepEqual([response.id, response.status, response.number], [5, 200, 1]);
  platform.say(MARK + JSON.stringify({ id: 6, command: 'load', ...asked, count: 40, connections: 4 }));
  assert.deepEqual((await platform.event('load', ({ done }) => done)).statuses, { 200: 40 });

  platform.say(`${MARK}{"id":9,"command":"stop"}`);
  assert.equal((await platform.event('stopped')).code, 0);
  assert.equal(await platform.ended, 0);
  assert.deepEqual(platform.stray, []);
  assert.deepEqual(platform.running(), []);
  assert.deepEqual(readdirSync(platform.temporary), []);
});

test('stops with its starter: at the end of stdin', async (t) => {
  const platform = new Started(t, ['run', example, 'right']);
  await platform.event('process', isUp);
  platform.child.stdin?.end();
  assert.equal(await platform.ended, 0);
  assert.deepEqual(platform.running(), []);
});

test('leaves nothing behind when it is killed itself', async (t) => {
  const platform = new Started(t, ['run', example, 'right']);
  await platform.event('process', isUp);
  assert.equal(platform.running().length, 2);
  platform.child.kill('SIGKILL');
  await until('all processes end', () => platform.running().length === 0);
  await until('its files are gone', () => readdirSync(platform.temporary).length === 0);
});

test('works where the current directory cannot be written to', async (t) => {
  const cwd = join(directory, 'readonly');
  mkdirSync(cwd);
  chmodSync(cwd, 0o555);
  const platform = new Started(t, ['run', example, 'right'], cwd);
  await platform.event('process', isUp);
  platform.child.kill('SIGTERM');
  assert.equal(await platform.ended, 0);
  assert.deepEqual(readdirSync(cwd), []);
});

test('tells an unknown version, and ends with 2', async (t) => {
  const platform = new Started(t, ['run', example, 'wrnog']);
  assert.match((await platform.event('problem')).problem.cause, /no version "wrnog". It has: right/);
  assert.equal(await platform.ended, 2);
  assert.ok(existsSync(platform.temporary));
});

test('the end of stdin while it checks is a clean stop, and the next check does not begin', async (t) => {
  const checked = join(directory, 'checked');
  writeApp(join(checked, 'right'), { 'web.js': HELLO });
  const check = { title: 'It runs', how: 'until it is over', expected: 'nothing' };
  writeFileSync(
    join(checked, 'example.json'),
    JSON.stringify({
      title: 'test',
      formation: { web: 1 },
      services: [],
      versions: { right: { dir: 'right', fails: [] } },
      exercise: { title: 'test', task: 'test', checks: 'checks.mjs' },
      experiments: [],
      checks: ['one', 'two'].map((id) => ({ id, ...check })),
    }),
  );
  // It ends as soon as its deploy does, and leaves the platform to go on with the next one.
  writeFileSync(
    join(checked, 'checks.mjs'),
    `const check = async (lab) => {
      await lab.until('it is over', () => lab.processes().length === 0);
      return { value: 1, holds: true };
    };
    export default { one: check, two: check };`,
  );
  const started = new Started(t, ['check', 'checked', 'right']);
  const complaints = text(started.child.stderr!);
  await started.event('process', ({ process: { phase } }) => phase === 'up');
  started.child.stdin?.end();
  assert.equal(await started.ended, 0);
  assert.equal(await complaints, '');
  assert.equal(started.told.at(-1)?.event, 'stopped');
  assert.deepEqual(readdirSync(started.temporary), []);
});
