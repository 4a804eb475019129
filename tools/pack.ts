import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Packs files of a directory, of whatever bytes, into one that src/lab/pack.ts reads: gzip over a line of JSON,
 * `[[path, size], …]`, and the files' bytes in that order.
 */
export function pack(directory: string, files: readonly string[]): Buffer {
  const contents = files.map((file) => readFileSync(join(directory, file)));
  const index = files.map((file, index) => [file, contents[index]?.length]);
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...contents]), { level: 9 });
}
