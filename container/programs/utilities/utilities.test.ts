import assert from 'node:assert/strict';
import test from 'node:test';
import { changesBetween } from './changes.ts';
import { Failure, human, readOptions } from './common.ts';
import { wordsOf } from './commands.ts';
import { parseCurl } from './curl-options.ts';
import { parseDate } from './date-text.ts';
import { expression } from './expressions.ts';
import { parseMode } from './modes.ts';
import { printed } from './printf.ts';
import { elapsed } from './processes.ts';
import { parseScript } from './sed-script.ts';

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
  assert.ok(matches('a^b$c', 'basic', 'a^b$c') && !matches('a^b', 'extended', 'a^b'), 'in the middle they are letters');
  assert.ok(matches('^\\(^*a\\|b$\\)', 'basic', '*a') && matches('x{,2}$', 'extended', 'xx'));
  assert.ok(matches('\\<word\\>', 'basic', 'a word.') && !matches('\\<ord', 'basic', 'word'));
});

test('between brackets `\\n` is a newline for sed alone', () => {
  assert.ok(new RegExp(expression('[\\n]', 'basic', true)).test('\n'));
  assert.ok(!new RegExp(expression('[\\n]', 'basic')).test('\n'));
});

test('xargs keeps white space that is quoted', () => {
  assert.deepEqual(wordsOf(`a 'b c' "d e"f g\\ h\n`), ['a', 'b c', 'd ef', 'g h']);
});

test('ps counts as ps does', () => {
  assert.deepEqual([5e3, 65e3, 3_661e3, 90_061e3].map(elapsed), ['00:05', '01:05', '01:01:01', '1-01:01:01']);
});

test('a value that begins with a dash belongs to the option before it', () => {
  const options = { fields: { type: 'string', short: 'f' }, quiet: { type: 'boolean', short: 'q' } } as const;
  const read = (...words: string[]) => readOptions(words, options);
  assert.deepEqual({ ...read('-qf', '-2', 'a').values }, { quiet: true, fields: '-2' });
  assert.equal(read('--fields', '-3').values.fields, '-3');
  assert.deepEqual(read('-f1', '--', '-q').operands, ['-q']);
  assert.throws(() => read('-x'), /Unknown option '-x'/);
});

test('sizes are rounded up', () => {
  assert.deepEqual([0, 1023, 1024, 1025, 10_200, 1024 ** 2 - 1, 3 * 1024 ** 3].map(human), [
    ...['0', '1023', '1.0K', '1.1K', '10K', '1.0M', '3.0G'],
  ]);
});

test('a script for sed that makes no sense is refused with its place', () => {
  const refuses = (pieces: string[], message: string) =>
    assert.throws(
      () => parseScript(pieces, false),
      (error) => error instanceof Failure && error.message === message,
    );
  refuses(['p', 'l'], "-e expression #2, char 1: unknown command: `l'");
  refuses(['s/a/b/w file'], "-e expression #1, char 7: unknown option to `s'");
  refuses([':a;bb'], "can't find label for jump to `b'");
});

test('dates are read as people write them', () => {
  const now = Date.UTC(2024, 1, 28, 12, 30);
  const read = (text: string) => {
    const time = parseDate(text, now, true);
    return time === null ? null : new Date(time).toISOString();
  };
  assert.equal(read('tomorrow'), '2024-02-29T12:30:00.000Z');
  assert.equal(read('2 days ago 10:00'), '2024-02-26T10:00:00.000Z');
  assert.equal(read('next month'), '2024-03-28T12:30:00.000Z');
  assert.equal(read('friday'), '2024-03-01T00:00:00.000Z');
  assert.equal(read('2024-01-05T01:02:03.5+01:00'), '2024-01-05T00:02:03.500Z');
  assert.equal(read('@1.5'), '1970-01-01T00:00:01.500Z');
  for (const text of ['someday', '2023-02-29', '25:00', '2024-01-01 2024-01-02']) assert.equal(read(text), null, text);
});

test('the shortest changes between two lists make one of the other', () => {
  const letters = (seed: number) => Array.from({ length: 60 }, (_, at) => 'abcd'[((at * at * seed + at * 3) % 7) % 4]!);
  for (let seed = 1; seed < 20; seed++) {
    const [a, b] = [letters(seed), letters(seed + 5).slice(seed)];
    const changes = changesBetween(a, b);
    const made = [...a];
    for (const { at, removed, to, added } of changes.toReversed()) made.splice(at, removed, ...b.slice(to, to + added));
    assert.deepEqual(made, b);
    const edits = changes.reduce((sum, { removed, added }) => sum + removed + added, 0);
    assert.equal(edits, a.length + b.length - 2 * commonLength(a, b));
  }
});

/** The length of the longest common subsequence, by the textbook. */
function commonLength(a: string[], b: string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const each of a) {
    const next = [0];
    b.forEach((other, at) => next.push(each === other ? row[at]! + 1 : Math.max(row[at + 1]!, next[at]!)));
    row = next;
  }
  return row.at(-1)!;
}

test('modes in digits and letters', () => {
  const change = (text: string, mode: number, isDirectory = false) => parseMode(text, 0o022)?.(mode, isDirectory);
  assert.equal(change('640', 0o777), 0o640);
  assert.equal(change('u+x,go-r', 0o644), 0o700);
  assert.equal(change('+w', 0o444), 0o644, 'without ugoa the mask counts');
  assert.equal(change('g=u,o=', 0o751), 0o770);
  assert.equal(change('a+X', 0o644), 0o644);
  assert.equal(change('a+X', 0o644, true), 0o755);
  for (const text of ['', '8', 'u', 'x+u', '77777']) assert.equal(parseMode(text, 0), null, text);
});

test('printf writes numbers as C does', () => {
  const text = (format: string, ...values: string[]) => printed(format, values).bytes.toString();
  assert.equal(text('%+.2e %G %#x %o', '1234.5', '0.00001', '255', '8'), '+1.23e+03 1E-05 0xff 10');
  assert.equal(text('%.1f %.1f %.0f %.0e %.2f', '2.25', '2.35', '2.5', '2.5', '1.005'), '2.2 2.4 2 2e+00 1.00');
  assert.equal(text('%-5s|%5s|%.2s\\n', 'a', 'b', 'cde'), 'a    |    b|cd\n');
  assert.deepEqual(printed('%d', ['4x']).problems, ["'4x': value not completely converted"]);
  assert.throws(() => printed('%y', []), RangeError);
});
