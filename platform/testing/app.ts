import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A temporary directory that the test's end removes. */
export function temporaryDirectory(test: TestContext): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'platform-test-')));
  test.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** Writes an app's files into a directory; `Procfile` and `package.json` are there if not given. */
export function writeApp(directory: string, files: Record<string, string>): void {
  const all = { Procfile: 'web: node web.js\n', 'package.json': '{ "type": "module" }\n', ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** A service that answers with its process id and says what it was told to do. */
export const HELLO = `
  import http from 'node:http';
  http.createServer((request, response) => response.end(String(process.pid))).listen(process.env.PORT);
`;
