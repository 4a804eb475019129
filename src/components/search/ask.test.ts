import assert from 'node:assert/strict';
import test from 'node:test';
import { askIndex } from './ask.ts';
import type { Page, Pagefind } from './pagefind.ts';

const texts: Record<string, string> = {
  processes: 'sessions vanish when a second process starts',
  logs: 'logs vanish with their machine',
  config: 'secrets in the environment',
  jobs: 'a machine runs jobs, logs and sessions',
};

/** An index that, like Pagefind, wants all words of a question. */
function indexOf(): { pagefind: Pagefind; asked: string[] } {
  const asked: string[] = [];
  const pagefind = {
    search: async (query: string) => {
      asked.push(query);
      const has = (text: string) => query.split(' ').every((word) => text.includes(word));
      const ids = Object.keys(texts).filter((id) => has(texts[id]!));
      return {
        results: ids.map((id) => ({ id, score: 1, data: async () => ({ url: id }) as Page })),
        totalFilters: { kind: { Chapter: ids.length } },
      };
    },
  } as Partial<Pagefind> as Pagefind;
  return { pagefind, asked };
}

async function ask(question: string): Promise<{ urls: string[]; whole: number; asked: string[] }> {
  const { pagefind, asked } = indexOf();
  const { pages, whole } = await askIndex(pagefind, question, {});
  const loaded = await Promise.all(pages.map((load) => load()));
  return { urls: loaded.map(({ url }) => url), whole, asked };
}

test('words that say nothing are not asked for', async () => {
  const { urls, asked } = await ask('Why do my sessions vanish?');
  assert.equal(asked[0], 'sessions vanish?');
  assert.ok(urls.includes('processes'));
});

test('a question of nothing but such words is asked as it is', async () => {
  assert.deepEqual((await ask('the')).asked, ['the']);
});

test('pages with all the words come first, then those with some', async () => {
  const { urls, whole } = await ask('sessions vanish');
  assert.deepEqual([urls[0], whole], ['processes', 1]);
  assert.deepEqual(urls.slice(1).toSorted(), ['jobs', 'logs']);
});

test('a word that few pages have counts more than one that many have', async () => {
  const { urls, whole } = await ask('secrets vanish nowhere');
  assert.deepEqual([urls[0], whole], ['config', 0]);
});

test('one word is not taken apart', async () => {
  assert.deepEqual((await ask('secrets')).asked, ['secrets']);
});
