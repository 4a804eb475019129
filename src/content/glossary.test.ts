import assert from 'node:assert/strict';
import test from 'node:test';
import { mdxToJs } from 'satteri';
import { parseGlossary, readGlossary } from './glossary.ts';
import { splitAtTerms, termLinks } from './term-links.ts';

const entry = (term: string, more = '') =>
  `- { term: ${term}, means: A text that is long enough to be a definition of it., factors: [1]${more} }\n`;
const parse = (text: string) => parseGlossary(text, 'glossary.yaml');

test('the glossary can be read, and is sorted', () => {
  const terms = readGlossary();
  assert.ok(terms.length >= 45);
  assert.deepEqual(
    terms.map(({ term }) => term.toLowerCase()),
    terms.map(({ term }) => term.toLowerCase()).toSorted((a, b) => a.localeCompare(b, 'en')),
  );
});

test('refuses a term that is defined twice, refers to nothing, or takes another one’s spelling', () => {
  assert.throws(() => parse(entry('slug') + entry('Slug')), /glossary\.yaml:2: "Slug" is defined twice/);
  assert.throws(() => parse(entry('slug', ', see: [build]')), /glossary\.yaml:1: "slug" refers to "build"/);
  assert.throws(
    () => parse(entry('slug') + entry('build', ', forms: [Slug]')),
    /glossary\.yaml:2: "slug" belongs to "slug" already/,
  );
});

test('the first use of a term is split off, longer spellings first, whole words only', () => {
  const terms = parse(entry('one-off process', ', forms: [one-off process, one-off]') + entry('slug'));
  const used = new Set<string>();
  const split = (text: string) => splitAtTerms(text, terms, used).map((piece) => [piece.text, piece.term?.id ?? null]);
  assert.deepEqual(split('Sluggish: a One-off process of a slug, one-off.'), [
    ['Sluggish: a ', null],
    ['One-off process', 'one-off-process'],
    [' of a ', null],
    ['slug', 'slug'],
    [', one-off.', null],
  ]);
  assert.deepEqual(split('The slug.'), [['The slug.', null]]);
});

test('a chapter’s first use of a term becomes a link; headings, links, code and the audit line stay', async () => {
  const text = [
    '# A backing service',
    'A `backing service`, a [backing service](https://example.org/).',
    '<Audit>Our backing service.</Audit>',
    '<Aside>',
    '',
    'So a *backing service*, then a backing service.',
    '',
    '</Aside>',
  ].join('\n\n');
  const compile = async (path: string) => {
    const fileURL = new URL(`file:///x/src/content/${path}`);
    return (await mdxToJs(text, { mdastPlugins: [termLinks('/lab/')], fileURL })).code;
  };
  const code = await compile('chapters/06-processes.mdx');
  assert.equal(code.split('/lab/glossary/#backing-service').length - 1, 1);
  assert.match(code, /_components\.em[^]*?\/lab\/glossary\/#backing-service/);
  assert.doesNotMatch(await compile('other/x.mdx'), /glossary/);
});
