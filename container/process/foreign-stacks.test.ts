import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseForeignStack } from './foreign-stacks.ts';

const frames = (stack: string) => parseForeignStack(stack).map(String);

test('frames of Firefox are told as V8 tells them', () => {
  const stack = [
    'buy@file:///home/lab/shop.mjs:4:36',
    '@/home/lab/app.cjs:7:15',
    'serve/<@/home/lab/app.cjs:9:3',
    'async*main@/home/lab/app.cjs:12:1',
    'setTimeout handler*later@/home/lab/app.cjs:14:1',
    '',
  ].join('\n');
  assert.deepEqual(frames(stack), [
    'buy (file:///home/lab/shop.mjs:4:36)',
    '/home/lab/app.cjs:7:15',
    '/home/lab/app.cjs:9:3',
    'async main (/home/lab/app.cjs:12:1)',
    'later (/home/lab/app.cjs:14:1)',
  ]);
});

test('a function that was assigned to a prototype is told as its class’s', () => {
  assert.deepEqual(frames('Shop.prototype.buy@/home/lab/shop.js:2:3'), ['Shop.buy (/home/lab/shop.js:2:3)']);
});

test('an at sign in a file’s path belongs to the path', () => {
  const [site] = parseForeignStack('load@/home/lab/node_modules/@scope/one/index.js:3:5');
  assert.equal(site?.getFileName(), '/home/lab/node_modules/@scope/one/index.js');
  assert.equal(site?.getFunctionName(), 'load');
  assert.deepEqual([site?.getLineNumber(), site?.getColumnNumber()], [3, 5]);
});

test('frames of WebKit may have a name only, or nothing', () => {
  assert.deepEqual(frames('buy@\n@\nmap@[native code]'), ['buy (<anonymous>)', '<anonymous>', 'map (<anonymous>)']);
  assert.equal(parseForeignStack('@')[0]?.getFileName(), null);
});
