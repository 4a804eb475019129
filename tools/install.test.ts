import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isInstalled } from './install.mjs';

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lab-install-'));
  context.after(() => rm(path, { recursive: true }));
  return path;
}

/** Writes a file with a modification time of its own, in seconds. */
async function write(path: string, time: number) {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '{}');
  await utimes(path, time, time);
}

test('a folder is installed when npm finished after the lockfile last changed', async (context) => {
  const path = await folder(context);
  await write(join(path, 'package-lock.json'), 1000);
  assert.equal(isInstalled(path), false);
  await write(join(path, 'node_modules/.package-lock.json'), 2000);
  assert.equal(isInstalled(path), true);
  await write(join(path, 'package-lock.json'), 3000);
  assert.equal(isInstalled(path), false);
});
