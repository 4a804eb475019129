import assert from 'node:assert/strict';
import test from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { makeEpub } from './epub.ts';

const book = {
  title: 'Build & run',
  identifier: 'https://lab.example/book/',
  modified: new Date('2026-01-02T03:04:05.678Z'),
  style: 'p { margin: 0 }',
  parts: [
    { id: 'one', title: 'One < two', body: '<p>text</p>' },
    { id: 'two', title: 'Two', body: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' },
  ],
};

test('the first file says what it is, and is not compressed', () => {
  const bytes = makeEpub(book);
  // A zip's first header is 30 bytes and the name; then the file itself.
  const begin = 30 + 'mimetype'.length;
  assert.equal(strFromU8(bytes.subarray(30, begin)), 'mimetype');
  assert.equal(strFromU8(bytes.subarray(begin, begin + 20)), 'application/epub+zip');
});

test('every part is in the manifest, in the spine and in the contents', () => {
  const files = Object.entries(unzipSync(makeEpub(book))).map(([name, bytes]) => [name, strFromU8(bytes)] as const);
  const text = new Map(files);
  const opf = text.get('book/package.opf')!;
  for (const { id } of book.parts) {
    assert.ok(text.has(`book/${id}.xhtml`));
    assert.match(opf, new RegExp(`<item id="p-${id}" href="${id}.xhtml"`));
    assert.match(opf, new RegExp(`<itemref idref="p-${id}"/>`));
    assert.match(text.get('book/nav.xhtml')!, new RegExp(`href="${id}.xhtml"`));
  }
  assert.match(opf, /<dc:title>Build &amp; run</);
  assert.match(opf, /dcterms:modified">2026-01-02T03:04:05Z</);
  assert.match(text.get('book/one.xhtml')!, /<title>One &lt; two</);
});

test('only parts with drawings are said to have them', () => {
  const opf = strFromU8(unzipSync(makeEpub(book))['book/package.opf']!);
  assert.doesNotMatch(opf, /href="one\.xhtml"[^>]*svg/);
  assert.match(opf, /href="two\.xhtml"[^>]*properties="svg"/);
});
