import assert from 'node:assert/strict';
import test from 'node:test';
import { disposition, isSignal } from './signals.ts';

const handler = (signal: number) => 1 << (signal - 1);
const [SIGINT, SIGKILL, SIGTERM, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGURG, SIGWINCH, SIGSYS] = [
  2, 9, 15, 17, 18, 19, 20, 23, 28, 31,
];

test('without a handler most signals end a process', () => {
  for (const signal of [1, SIGINT, 3, 6, 10, 12, 13, 14, SIGTERM, SIGSYS]) {
    assert.equal(disposition(signal, 0), 'terminate', String(signal));
  }
});

test('without a handler some signals do nothing', () => {
  for (const signal of [SIGCHLD, SIGCONT, SIGURG, SIGWINCH]) assert.equal(disposition(signal, 0), 'ignore');
});

test('a handler gets its own signal and no other', () => {
  for (const signal of [1, SIGINT, SIGTERM, SIGCHLD, SIGWINCH, SIGTSTP, SIGSYS]) {
    assert.equal(disposition(signal, handler(signal)), 'deliver', String(signal));
    assert.notEqual(disposition(signal, ~handler(signal)), 'deliver', String(signal));
  }
});

test('SIGKILL cannot be handled', () => assert.equal(disposition(SIGKILL, -1), 'terminate'));

test('what would stop a process is refused: a worker cannot be paused', () => {
  assert.equal(disposition(SIGSTOP, -1), 'refuse');
  assert.equal(disposition(SIGTSTP, 0), 'refuse');
});

test('signals are the whole numbers from 1 to 31', () => {
  for (const number of [1, 15, 31]) assert.ok(isSignal(number));
  for (const number of [0, 32, -1, 1.5, NaN]) assert.ok(!isSignal(number));
});
