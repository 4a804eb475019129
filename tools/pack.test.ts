import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readPack } from '../src/lab/pack.ts';
import { pack } from './pack.ts';

test('the lab reads what was packed, byte for byte', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'pack-test-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const files = {
    'a.bin': Buffer.from([0, 10, 255, 13, 10]),
    empty: Buffer.alloc(0),
    'b.txt': Buffer.from('\nGrüße\n'),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(directory, name), bytes);
  const stream = new Response(new Uint8Array(pack(directory, Object.keys(files)))).body!;
  const tree = await readPack(stream);
  assert.deepEqual(
    Object.entries(tree).map(([name, node]) => [
      name,
      'file' in node && 'contents' in node.file && Buffer.from(node.file.contents),
    ]),
    Object.entries(files),
  );
});
