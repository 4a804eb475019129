import assert from 'node:assert/strict';
import test from 'node:test';
import { contentSecurityPolicy } from './policy.ts';

test('allows an inline script by the hash of its text', () => {
  // The hash of `alert('Hello, world.');` that the specification itself gives as its example.
  const policy = contentSecurityPolicy(["alert('Hello, world.');"], false);
  assert.match(policy, /script-src [^;]*'sha256-qznLcsROx4GACP2dm0UCKCzCG\+HiZ1guq6ZZDob\/Tng='/);
});

test('allows nothing inline beside that, and nobody else', () => {
  const policy = contentSecurityPolicy([], false);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
  assert.match(policy, /default-src 'self'/);
  assert.match(policy, /frame-src 'self'/);
});

test('allows frames of WebContainer, and nothing else of its origin, where readers may choose it', () => {
  const [frames, ...others] = contentSecurityPolicy([], true)
    .split('; ')
    .toSorted((one) => (one.startsWith('frame-src') ? -1 : 1));
  assert.equal(frames, "frame-src 'self' https://stackblitz.com");
  assert.doesNotMatch(others.join(), /https?:/);
});
