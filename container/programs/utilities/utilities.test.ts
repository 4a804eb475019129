import assert from 'node:assert/strict';
import test from 'node:test';
import { Failure } from './common.ts';
import { wordsOf } from './commands.ts';
import { parseCurl } from './curl-options.ts';
import { expression } from './expressions.ts';
import { elapsed } from './processes.ts';

test('curl posts what -d gives, and says the type', () => {
  const { method, body, headers } = parseCurl(['-s', '-d', 'a=1', '-d', 'b=2', '-H', 'X-A: one', 'localhost:1']);
  assert.equal(method, 'POST');
  assert.equal(body?.toString(), 'a=1&b=2');
  assert.deepEqual(headers.slice(2), [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['X-A', 'one'],
  ]);
});

test('a header of the reader takes the place of curl’s own, and an empty one removes it', () => {
  const { headers, removed } = parseCurl(['-H', 'accept: text/plain', '-H', 'User-Agent:', 'x']);
  assert.deepEqual(headers, [['accept', 'text/plain']]);
  assert.deepEqual(removed, ['user-agent']);
});

test('-G puts the data behind the URL', () => {
  const { urls, method, body } = parseCurl(['-G', '--data-urlencode', 'q=a b', 'http://h/p']);
  assert.deepEqual([urls, method, body], [['http://h/p?q=a%20b'], 'GET', null]);
});

test('curl names an option that it does not know, and tells those it knows', () => {
  const refuses = (words: string[], message: RegExp) =>
    assert.throws(
      () => parseCurl(words),
      (error) => error instanceof Failure && error.code === 2 && message.test(error.message),
    );
  refuses(['--compressed', 'x'], /Unknown option '--compressed'[^]*-X/);
  refuses([], /no URL/);
  refuses(['-m', 'soon', 'x'], /--max-time wants a number/);
});

test('grep reads basic and extended expressions as POSIX has them', () => {
  const matches = (pattern: string, kind: 'basic' | 'extended' | 'fixed', text: string) =>
    new RegExp(expression(pattern, kind)).test(text);
  assert.ok(matches('a+b', 'basic', 'a+b') && !matches('a+b', 'basic', 'aab'));
  assert.ok(matches('a\\+b', 'basic', 'aab') && matches('a+b', 'extended', 'aab'));
  assert.ok(matches('*a', 'basic', '*a'), 'a star in front is a star');
  assert.ok(matches('^[]x]$', 'basic', ']'), 'a bracket in front of others is one of them');
  assert.ok(matches('[\\n]', 'basic', '\\'), 'a backslash between brackets is one of them');
  assert.ok(matches('[[:digit:]]{2}', 'extended', '42'));
  assert.ok(!matches('a.c', 'fixed', 'abc'));
});

test('xargs keeps white space that is quoted', () => {
  assert.deepEqual(wordsOf(`a 'b c' "d e"f g\\ h\n`), ['a', 'b c', 'd ef', 'g h']);
});

test('ps counts as ps does', () => {
  assert.deepEqual([5e3, 65e3, 3_661e3, 90_061e3].map(elapsed), ['00:05', '01:05', '01:01:01', '1-01:01:01']);
});
