/** A build for a host and a folder of it: what others read of the pages, and that every link stays in the folder. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { brokenLinks } from '../../tools/links.ts';
import { root } from '../../tools/run.mjs';

const HOST = 'https://lab.example';
const CHAPTER = 'chapters/06-processes/index.html';
const directory = mkdtempSync(join(tmpdir(), 'hosted-build-'));
const read = (path: string) => readFileSync(join(directory, path), 'utf8');

before(() => {
  // Without the container and the labs, which are no pages: copying them is most of a build.
  execFileSync(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', directory], {
    cwd: root,
    env: { ...process.env, SITE_URL: HOST, SITE_BASE: '/learn/', WEBCONTAINER: 'off', ASTRO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
});
after(() => rmSync(directory, { recursive: true, force: true }));

test('every link stays in the folder, and leads somewhere', () => {
  assert.deepEqual(
    // Built by a step of its own, which need not have run.
    brokenLinks(directory, '/learn/').filter((problem) => !problem.includes('/container/')),
    [],
  );
});

test('where WebContainer is off, no page offers it or lets a frame of it in', () => {
  const html = read(CHAPTER);
  assert.match(html, /frame-src 'self';/);
  assert.doesNotMatch(html, /stackblitz|data-lab-runtime/i);
});

test('a page says its address, and has a picture of its own', () => {
  const html = read(CHAPTER);
  assert.match(html, /<link rel="canonical" href="https:\/\/lab\.example\/learn\/chapters\/06-processes\/"/);
  const [, picture] = /property="og:image" content="https:\/\/lab\.example\/learn\/([^"]+)"/.exec(html)!;
  const png = readFileSync(join(directory, picture!));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
});

test('a chapter is a learning resource, a course a course', () => {
  const dataOf = (path: string) =>
    JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(read(path))![1]!) as Record<string, unknown>;
  const chapter = dataOf(CHAPTER);
  assert.equal(chapter['@type'], 'LearningResource');
  assert.equal(chapter['url'], `${HOST}/learn/chapters/06-processes/`);
  assert.match(String(chapter['timeRequired']), /^PT\d+M$/);
  const course = dataOf('courses/new-engineer/index.html');
  assert.equal(course['@type'], 'Course');
  for (const name of ['name', 'description', 'provider', 'hasCourseInstance', 'offers']) assert.ok(course[name], name);
});

test('the sitemap has the pages, and no short address and no search', () => {
  const places = [...read('sitemap-0.xml').matchAll(/<loc>(.*?)<\/loc>/g)].map(([, place]) => place!);
  assert.ok(places.includes(`${HOST}/learn/chapters/06-processes/`));
  for (const place of places) {
    assert.doesNotMatch(place, /\/(search|\d+|404)\/$/);
    const path = place.slice(`${HOST}/learn/`.length);
    assert.ok(existsSync(join(directory, path, 'index.html')), place);
  }
  assert.match(read('robots.txt'), /Sitemap: https:\/\/lab\.example\/learn\/sitemap-index\.xml/);
});

test('the changelog is a feed that pages name', () => {
  assert.match(
    read('index.html'),
    /<link rel="alternate" type="application\/rss\+xml"[^>]* href="\/learn\/changelog\.xml"/,
  );
  assert.match(read('changelog.xml'), /<link>https:\/\/lab\.example\/learn\/changelog\/#v-Unreleased<\/link>/);
});

test('a short address leads to its chapter', () => {
  assert.match(read('6/index.html'), /http-equiv="refresh" content="0;url=\/learn\/chapters\/06-processes\/"/);
});

test('installed, the site begins at its folder, and its worker stays in it', () => {
  const manifest = JSON.parse(read('manifest.webmanifest')) as { scope: string; start_url: string };
  assert.deepEqual([manifest.scope, manifest.start_url], ['/learn/', '/learn/']);
  assert.ok(read('sw.js').includes('"chapters/06-processes/index.html":['));
});
