import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { WebContainer } from '@webcontainer/api';
import { ProblemError } from '../problem.ts';
import { readHostSettings } from './host-settings.ts';
import { WebContainerRuntime } from './webcontainer.ts';

/** A booted WebContainer that counts how often it was torn down. */
function fakeContainer() {
  const fake = { torn: 0, teardown: () => void (fake.torn += 1) };
  return fake;
}

/** The runtime in a page that has what it needs, with a client that a test answers for. */
function runtimeOf(context: TestContext, environment: Record<string, string> = {}) {
  const page = { document: new EventTarget(), crossOriginIsolated: true };
  for (const [name, value] of Object.entries(page)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
    context.after(() => Reflect.deleteProperty(globalThis, name));
  }
  const boots: { resolve: (fake: ReturnType<typeof fakeContainer>) => void; reject: (error: Error) => void }[] = [];
  const asked: unknown[] = [];
  const client = {
    WebContainer: {
      boot: (options: unknown) => {
        asked.push(options);
        return new Promise<WebContainer>((resolve, reject) => {
          boots.push({ resolve: (fake) => resolve(fake as unknown as WebContainer), reject });
        });
      },
    },
    configureAPIKey: (key: string) => void asked.push(key),
  };
  const runtime = new WebContainerRuntime(() => Promise.resolve(client), readHostSettings(environment));
  return { runtime, boots, asked };
}

const turn = () => new Promise(setImmediate);

const problem =
  (code: string, words = /./) =>
  (error: unknown) =>
    error instanceof ProblemError &&
    error.problem.code === code &&
    words.test(error.problem.mend + error.problem.cause);

test('hands the host’s key and mode to the client, the key once', async (context) => {
  const { runtime, boots, asked } = runtimeOf(context, { WEBCONTAINER_API_KEY: 'key', WEBCONTAINER_COEP: 'none' });
  for (let time = 0; time < 2; time++) {
    const booting = runtime.boot();
    await turn();
    boots.at(-1)!.resolve(fakeContainer());
    (await booting).teardown();
  }
  assert.deepEqual(asked, ['key', ...Array(2).fill({ coep: 'none', workdirName: 'lab' })]);
});

test('a boot without an answer ends in time; another is refused at once, until the answer has come', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { runtime, boots } = runtimeOf(context);
  const first = runtime.boot();
  const refused = assert.rejects(first, problem('host-unreachable', /reload the page/));
  await turn();
  context.mock.timers.tick(10_000);
  await refused;
  await assert.rejects(runtime.boot(), problem('host-unreachable'));
  const late = fakeContainer();
  boots[0]!.resolve(late);
  await turn();
  (await runtime.boot()).teardown();
  await turn();
  assert.equal(late.torn, 1);
  assert.equal(boots.length, 1);
});

test('who leaves while it boots does not tear it down under the next one', async (context) => {
  const { runtime, boots } = runtimeOf(context);
  const left = runtime.boot();
  const taken = runtime.boot();
  await turn();
  const fake = fakeContainer();
  boots[0]!.resolve(fake);
  (await left).teardown();
  await turn();
  assert.equal(fake.torn, 0);
  (await taken).teardown();
  await turn();
  assert.equal(fake.torn, 1);
});

test('says what kept it from booting, and lets one try again', async (context) => {
  const { runtime, boots } = runtimeOf(context);
  const failures = [
    ['RangeError: WebAssembly.Memory(): could not allocate memory', 'out-of-memory'],
    ['Only a single WebContainer instance can be booted', 'second-instance'],
    ['the kernel broke', 'container-failed'],
  ] as const;
  for (const [message, code] of failures) {
    const booting = runtime.boot();
    await turn();
    boots.at(-1)!.reject(new Error(message));
    await assert.rejects(booting, problem(code));
  }
  assert.equal(boots.length, failures.length);
});

test('notices at once when a policy forbids its frame', async (context) => {
  const { runtime } = runtimeOf(context);
  const refused = assert.rejects(runtime.boot(), problem('host-unreachable', /forbids frames from https:\/\/there/));
  const event = Object.assign(new Event('securitypolicyviolation'), {
    effectiveDirective: 'frame-src',
    blockedURI: 'https://there',
  });
  document.dispatchEvent(event);
  await refused;
});

test('wants a network to boot, and none for what has booted', async (context) => {
  const { runtime, boots } = runtimeOf(context);
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  context.after(() => Reflect.deleteProperty(navigator, 'onLine'));
  assert.throws(() => runtime.check(), problem('offline', /embedded container/));
  const booting = runtime.boot();
  await turn();
  boots[0]!.resolve(fakeContainer());
  await booting;
  runtime.check();
});

test('wants an isolated page with shared memory, unless its mode does without', (context) => {
  const { runtime } = runtimeOf(context);
  runtime.check();
  Object.defineProperty(globalThis, 'isSecureContext', { value: true, configurable: true });
  context.after(() => Reflect.deleteProperty(globalThis, 'isSecureContext'));
  Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false, configurable: true });
  assert.throws(() => runtime.check(), problem('not-isolated', /Cross-Origin-Opener-Policy/));
});
