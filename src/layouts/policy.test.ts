import assert from 'node:assert/strict';
import test from 'node:test';
import { contentSecurityPolicy } from './policy.ts';

test('allows an inline script by the hash of its text', () => {
  // The hash of `alert('Hello, world.');` that the specification itself gives as its example.
  const policy = contentSecurityPolicy(["alert('Hello, world.');"]);
  assert.match(policy, /script-src [^;]*'sha256-qznLcsROx4GACP2dm0UCKCzCG\+HiZ1guq6ZZDob\/Tng='/);
});

test('allows nothing inline beside that, and nobody else', () => {
  const policy = contentSecurityPolicy([]);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.match(policy, /default-src 'self'/);
  assert.match(policy, /frame-src 'self'/);
});
