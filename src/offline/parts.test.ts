import assert from 'node:assert/strict';
import test from 'node:test';
import { sortIntoParts } from './parts.ts';

const site: Record<string, string> = {
  'index.html': '<script type="module" src="/base/_astro/Lab.astro_script.A1.js"></script>',
  '404.html': '',
  'sw.js': '',
  'sitemap-0.xml': '',
  'cards/home.png': '',
  '_astro/Lab.astro_script.A1.js':
    'import{a}from"./preload.B2.js";const load=()=>import("./lab.C3.js");import("./store.D4.js")',
  '_astro/preload.B2.js': '',
  '_astro/lab.C3.js': 'import"./preload.B2.js";import("./editor.E5.js");import{b}from"./api.F6.js"',
  '_astro/store.D4.js': '',
  '_astro/editor.E5.js': '',
  '_astro/api.F6.js': '',
  '_astro/Page.G7.css': '',
  'container/kernel.js': '',
  'labs/platform.json': '',
  'labs/06-processes.json': '',
  'labs/postgres.pack': '',
  'pagefind/pagefind.js': '',
};
const sorted = sortIntoParts(Object.keys(site), (path) => site[path]!);

test('what a page shows and searches is for reading', () => {
  for (const path of ['index.html', '404.html', '_astro/Page.G7.css', 'pagefind/pagefind.js']) {
    assert.equal(sorted.get(path), 'reading', path);
  }
});

test('a script is for reading when a page comes to it without the lab', () => {
  assert.equal(sorted.get('_astro/preload.B2.js'), 'reading');
  assert.equal(sorted.get('_astro/store.D4.js'), 'reading');
  for (const name of ['lab.C3', 'editor.E5', 'api.F6']) assert.equal(sorted.get(`_astro/${name}.js`), 'container');
});

test('the container comes with the platform; examples and PostgreSQL are apart', () => {
  assert.equal(sorted.get('container/kernel.js'), 'container');
  assert.equal(sorted.get('labs/platform.json'), 'container');
  assert.equal(sorted.get('labs/06-processes.json'), 'examples');
  assert.equal(sorted.get('labs/postgres.pack'), 'postgres');
});

test('what nobody asks for without a network is not kept', () => {
  for (const path of ['sw.js', 'sitemap-0.xml', 'cards/home.png']) {
    assert.ok(!sorted.has(path), path);
  }
});
