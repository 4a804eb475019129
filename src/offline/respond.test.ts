import assert from 'node:assert/strict';
import test from 'node:test';
import { respond } from './respond.ts';
import { ROOT, testSite, type TestSite } from './testing/site.ts';

const texts = {
  reading: {
    'index.html': 'home',
    'offline/index.html': 'no network',
    '404.html': 'no such page',
    'a/index.html': 'a',
  },
};

/** Answers a request for an address of the site, and waits for what goes on after that. */
async function answer(test: TestSite, path: string, mode: RequestMode = 'same-origin') {
  const work: Promise<unknown>[] = [];
  const renewed: string[] = [];
  const site = {
    ...test,
    base: new URL(ROOT).pathname,
    fetch: ((request) => test.fetch(request)) as typeof fetch,
    renewed: async () => renewed.push(path),
  };
  // Only a browser may make a request that navigates.
  const request = Object.defineProperty(new Request(ROOT + path), 'mode', { value: mode });
  const response = await respond(site, request, (promise) => work.push(promise));
  const text = await response.text();
  await Promise.all(work);
  return { response, status: response.status, text, renewed: renewed.length > 0 };
}

test('what is kept is answered without the network, whatever is asked behind the question mark', async () => {
  const site = await testSite('1', texts);
  await site.keeper.complete(['a/index.html']);
  site.served = null;
  const { status, text, response } = await answer(site, 'a/?q=sessions', 'navigate');
  assert.deepEqual([status, text], [200, 'a']);
  assert.equal(response.headers.get('cross-origin-embedder-policy'), 'require-corp');
});

test('what comes from the network is isolated, and kept', async () => {
  const site = await testSite('1', texts);
  const { response, text } = await answer(site, 'a/');
  assert.equal(text, 'a');
  assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
  assert.ok(await site.keeper.match('a/index.html'));
});

test('a file of another version is handed on, not kept, and the worker looks for a newer one', async () => {
  const site = await testSite('1', texts);
  site.served = { ...site.served, 'a/index.html': 'A' };
  const { text, renewed } = await answer(site, 'a/');
  assert.deepEqual([text, renewed], ['A', true]);
  assert.equal(await site.keeper.match('a/index.html'), null);
});

test('without a network a page that is not kept says so; one that does not exist says that', async () => {
  const site = await testSite('1', texts);
  await site.keeper.complete(['offline/index.html', '404.html']);
  site.served = null;
  const missing = await answer(site, 'a/', 'navigate');
  assert.deepEqual([missing.status, missing.text], [503, 'no network']);
  const unknown = await answer(site, 'b/', 'navigate');
  assert.deepEqual([unknown.status, unknown.text], [404, 'no such page']);
  await assert.rejects(answer(site, 'a/'), /no network/);
});

test('a page without its slash is redirected, as a server would', async () => {
  const { response, status } = await answer(await testSite('1', texts), 'a?q=1', 'navigate');
  assert.deepEqual([status, response.headers.get('location')], [302, `${ROOT}a/?q=1`]);
});

test('a download that is cancelled ends, and is not kept', async () => {
  const site = await testSite('1', texts);
  let ended = false;
  site.fetch = async () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('a')),
        cancel: () => void (ended = true),
      }),
    );
  const work: Promise<unknown>[] = [];
  const renewed = () => Promise.reject(new Error('the server has the file of this version'));
  const request = new Request(`${ROOT}a/`);
  const response = await respond({ ...site, base: '/learn/', renewed }, request, (promise) => work.push(promise));
  await response.body!.cancel();
  await Promise.all(work);
  assert.ok(ended);
  assert.equal((await site.keeper.status()).reading.kept, 0);
});
