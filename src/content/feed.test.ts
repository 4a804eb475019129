import assert from 'node:assert/strict';
import test from 'node:test';
import { feed } from './feed.ts';

const text = feed({ title: 'Changes & more', link: 'https://lab.example/learn/changelog/' }, [
  { title: 'Unreleased', date: null, entries: ['A <Lab> & more'] },
  { title: '1.0.0', date: '2026-11-26', entries: ['First'] },
]);

test('an item for each version, with its date if it has one', () => {
  assert.equal(text.match(/<item>/g)?.length, 2);
  assert.deepEqual(text.match(/<pubDate>.*?<\/pubDate>/g), ['<pubDate>Thu, 26 Nov 2026 00:00:00 GMT</pubDate>']);
  assert.match(text, /<link>https:\/\/lab\.example\/learn\/changelog\/#v-1\.0\.0<\/link>/);
});

test('text is escaped: once as XML, and once more as the HTML in it', () => {
  assert.match(text, /<title>Changes &amp; more<\/title>/);
  assert.match(text, /&lt;li&gt;A &amp;lt;Lab&amp;gt; &amp;amp; more&lt;\/li&gt;/);
});

test('code is code', () => {
  const told = feed({ title: 'Changes', link: 'https://lab.example/changelog/' }, [
    { title: 'Unreleased', date: null, entries: ['`a < b` now'] },
  ]);
  assert.match(told, /&lt;li&gt;&lt;code&gt;a &amp;lt; b&lt;\/code&gt; now&lt;\/li&gt;/);
});
