import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryCache } from './testing/memory-cache.ts';
import { testSite } from './testing/site.ts';

const texts = {
  reading: { 'index.html': 'home', 'a/index.html': 'a', '_astro/x.1.js': 'x' },
  examples: { 'labs/06.json': 'six', 'labs/11.json': 'eleven' },
  postgres: { 'labs/postgres.pack': 'pack' },
};

test('a part is fetched by the addresses of its pages, and once', async () => {
  const { keeper, asked } = await testSite('1', texts);
  await keeper.complete(keeper.pathsOf('reading'));
  assert.deepEqual(asked.toSorted(), ['', '_astro/x.1.js', 'a/']);
  await keeper.complete(keeper.pathsOf('reading'));
  assert.equal(asked.length, 3);
  assert.equal(await (await keeper.match('a/index.html'))?.text(), 'a');
  const status = await keeper.status();
  assert.deepEqual(status.reading, { size: 6, kept: 6, missing: [] });
  assert.deepEqual(status.examples, { size: 9, kept: 0, missing: ['labs/06.json', 'labs/11.json'] });
});

test('what is not the file of this version is not kept', async () => {
  const site = await testSite('1', texts);
  site.served = { ...site.served, 'a/index.html': 'please log in' };
  await assert.rejects(site.keeper.complete(['a/index.html']), /a\/index\.html/);
  assert.equal(await site.keeper.match('a/index.html'), null);
});

test('the status waits for what is under way', async () => {
  const { keeper } = await testSite('1', texts);
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const keeping = keeper.keep('labs/06.json', new Headers(), promise);
  const status = keeper.status();
  resolve(new TextEncoder().encode('six'));
  assert.equal((await status).examples.kept, 3);
  assert.equal(await keeping, true);
});

test('an update fetches what has changed of what could be used without a network', async () => {
  const cache = memoryCache();
  const old = await testSite('1', texts, cache);
  await old.keeper.takeOver();
  await old.keeper.complete([...old.keeper.pathsOf('reading'), 'labs/06.json', 'labs/postgres.pack']);

  const renewed = await testSite(
    '2',
    {
      reading: { 'index.html': 'home', 'a/index.html': 'A', '_astro/x.2.js': 'X' },
      examples: { 'labs/06.json': 'SIX', 'labs/11.json': 'eleven', 'labs/12.json': 'twelve' },
      postgres: { 'labs/postgres-2.pack': 'PACK' },
    },
    cache,
  );
  await renewed.keeper.complete(await renewed.keeper.pathsToTakeOver());
  // PostgreSQL was kept whole, so its new file comes too; of the examples only the one that was kept.
  assert.deepEqual(renewed.asked.toSorted(), ['_astro/x.2.js', 'a/', 'labs/06.json', 'labs/postgres-2.pack']);
});

test('a page of the version before still finds its files, one of the version before that does not', async () => {
  const cache = memoryCache();
  const versions = await Promise.all(
    ['1', '2', '3'].map((name) => testSite(name, { reading: { [`_astro/x.${name}.js`]: name } }, cache)),
  );
  for (const { keeper } of versions) {
    await keeper.complete(await keeper.pathsToTakeOver());
    await keeper.takeOver();
  }
  const { keeper } = versions[2]!;
  assert.equal(await (await keeper.matchBefore('_astro/x.2.js'))?.text(), '2');
  assert.equal(await keeper.matchBefore('_astro/x.1.js'), null);
  const kept = (await cache.keys()).map(({ url }) => url.slice(url.lastIndexOf('/') + 1));
  assert.equal(kept.length, 2 + 2);
  assert.ok(kept.includes('in-use') && kept.includes('before'));
});

test('a part can be forgotten', async () => {
  const { keeper } = await testSite('1', texts);
  await keeper.complete([...keeper.pathsOf('reading'), ...keeper.pathsOf('examples')]);
  await keeper.forget('examples');
  const status = await keeper.status();
  assert.equal(status.reading.missing.length, 0);
  assert.equal(status.examples.kept, 0);
});
