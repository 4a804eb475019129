import assert from 'node:assert/strict';
import test from 'node:test';
import { highlight, type TokenKind } from './highlight.ts';

test('tells keywords, strings and comments apart', async () => {
  const [line] = await highlight("const name = 'ada'; // who", 'web.js');
  assert.equal(textOf(line!, 'k'), 'const');
  assert.equal(textOf(line!, 's'), "'ada'");
  assert.equal(textOf(line!, 'c'), '// who');
});

test('keeps a comment whole that has markup of its own', async () => {
  const [line] = await highlight('/** @type {Map<string, string>} */', 'web.js');
  assert.equal(textOf(line!, 'c'), '/** @type {Map<string, string>} */');
});

test('changes no text, and leaves what it does not know plain', async () => {
  const text = 'web: node web.js\nworker: node worker.js';
  const lines = await highlight(`${text}\n`, 'Procfile');
  assert.equal(lines.map((line) => line.map((token) => token.text).join('')).join('\n'), text);
  assert.ok(lines.flat().every((token) => token.kind === undefined));
});

function textOf(line: { text: string; kind: TokenKind | undefined }[], kind: TokenKind): string {
  return line
    .filter((token) => token.kind === kind)
    .map((token) => token.text)
    .join('');
}
