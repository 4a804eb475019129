import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';
import { brokenLinks } from './links.ts';

const directory = mkdtempSync(join(tmpdir(), 'links-'));
after(() => rmSync(directory, { recursive: true }));

function site(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name, path)), { recursive: true });
    writeFileSync(join(directory, name, path), text);
  }
  return join(directory, name);
}

test('links to pages, files, anchors and other sites are fine', () => {
  const html =
    '<a href="/a/#there">x</a><a href="#here" id="here">x</a><script src=/x.js></script><a href="https://b.example/">';
  assert.deepEqual(brokenLinks(site('fine', { 'index.html': html, 'a/index.html': '<p id=there>', 'x.js': '' })), []);
});

test('what leads nowhere is named with its page', () => {
  const html = '<a href="/b/">x</a><a class="y" href="../#gone">x</a><img src="x.png">';
  assert.deepEqual(brokenLinks(site('broken', { 'index.html': '', 'a/index.html': html })), [
    'a/index.html: /b/ leads to nothing',
    'a/index.html: ../#gone leads to no anchor',
    'a/index.html: x.png leads to nothing',
  ]);
});

test('below a base path, a link from the host’s root leads out of the site', () => {
  const files = { 'index.html': '<a href="/learn/a/">x</a><a href="/a/">x</a>', 'a/index.html': '' };
  assert.deepEqual(brokenLinks(site('based', files), '/learn/'), ['index.html: /a/ leads to nothing']);
});

test('a link and the word beside it have a space between them', () => {
  const html =
    '<p>Take a<a href="#x" id="x">course</a>or <a href="#x">read</a>. (<a href="#x">More</a>, see <a href="#x">I</a>)';
  assert.deepEqual(brokenLinks(site('glued', { 'index.html': html })), [
    'index.html: "Take a" runs into a link',
    'index.html: "or " runs into a link',
  ]);
});

test('a page that leads elsewhere leads somewhere', () => {
  const html = '<meta http-equiv="refresh" content="0;url=/gone/">';
  assert.deepEqual(brokenLinks(site('moved', { 'index.html': html })), ['index.html: /gone/ leads to nothing']);
});
