import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { missing, probeCapabilities } from './capabilities.ts';

function directory(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'probe-'));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}

test('finds on Node all that experiments need', { skip: process.platform === 'win32' }, async (t) => {
  const found = await probeCapabilities(directory(t));
  assert.deepEqual(found, { loopback: true, keepAlive: true, path: true });
  assert.deepEqual(missing(found), []);
});

test('finds out that a connection is not kept', async (t) => {
  t.mock.method(Agent.prototype, 'keepSocketAlive' as never, (() => false) as never);
  const found = await probeCapabilities(directory(t));
  assert.equal(found.loopback, true);
  assert.equal(found.keepAlive, false);
  assert.match(missing(found).join(), /stay open between two requests/);
});
