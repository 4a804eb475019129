import assert from 'node:assert/strict';
import test from 'node:test';
import { breakLines, textPath, widthOf } from './text.ts';

const size = 40;

test('a text is as wide as its letters', () => {
  assert.ok(widthOf('mm', size) > widthOf('ii', size));
  assert.equal(widthOf('mm', 80), 2 * widthOf('mm', size));
});

test('lines keep to the width and lose no word', () => {
  const text = 'The app runs as stateless processes; whatever must outlive a request is kept elsewhere.';
  const lines = breakLines(text, size, 500);
  assert.ok(lines.length > 2);
  assert.equal(lines.join(' '), text);
  for (const line of lines) assert.ok(widthOf(line, size) <= 500, line);
});

test('a text is drawn as outlines', () => {
  const drawn = textPath('VI', { size, x: 10, y: 20 });
  assert.match(drawn, /translate\(10 20\)/);
  assert.equal(drawn.match(/<path/g)?.length, 2);
  assert.doesNotMatch(drawn, /NaN|<text/);
});
