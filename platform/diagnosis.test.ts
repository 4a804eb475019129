import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { diagnose } from './diagnosis.ts';
import type { Problem } from './protocol.ts';
import { temporaryDirectory, writeApp } from './testing/app.ts';

type Expected = Pick<Problem, 'code'> & { title: RegExp; where: Problem['where'] };

const cases: [what: string, files: Record<string, string>, expected: Expected][] = [
  [
    'a syntax error in a module',
    { 'web.js': 'const a = 1;\nconsole.log("a"\nconst b = 2;\n' },
    { code: 'syntax-error', title: /web\.js, line 2/, where: { file: 'web.js', line: 2, column: 13 } },
  ],
  [
    'a syntax error in an imported file',
    { 'web.js': 'import "./lib/a.js";\n', 'lib/a.js': '\nlet let = 1;\n' },
    { code: 'syntax-error', title: /lib\/a\.js, line 2/, where: { file: 'lib/a.js', line: 2, column: 5 } },
  ],
  [
    'a package that is not there',
    { 'web.js': '\nimport x from "leftpad";\n' },
    { code: 'missing-module', title: /leftpad/, where: { file: 'web.js', line: 2, column: null } },
  ],
  [
    'a file that is not there, in CommonJS',
    { 'package.json': '{}', 'web.js': 'const x = 1;\nrequire("./lib");\n' },
    { code: 'missing-module', title: /\.\/lib/, where: { file: 'web.js', line: 2, column: null } },
  ],
  [
    'a program that is not there',
    {},
    { code: 'missing-module', title: /no file web\.js/, where: { file: 'Procfile', line: 1, column: null } },
  ],
  [
    'a port that is taken',
    {
      'web.js':
        'import net from "node:net";\nconst a = net.createServer().listen(0, () => {\n  net.createServer().listen(a.address().port);\n});\n',
    },
    { code: 'port-taken', title: /taken already/, where: { file: 'web.js', line: 3, column: 22 } },
  ],
  [
    'an error that nobody caught',
    { 'web.js': 'function f() {\n  throw new TypeError("no good");\n}\nf();\n' },
    { code: 'crash', title: /web\.1 crashed in web\.js, line 2/, where: { file: 'web.js', line: 2, column: 9 } },
  ],
  [
    'a promise that nobody caught',
    { 'web.js': '\nPromise.reject(new Error("late"));\n' },
    { code: 'crash', title: /web\.js, line 2/, where: { file: 'web.js', line: 2, column: 16 } },
  ],
  [
    'an error of a database client, which has more to tell, where it was awaited',
    {
      'web.js': 'import { query } from "./node_modules/db.js";\nconst answer = await query();\nconsole.log(answer);\n',
      'node_modules/db.js':
        'class DatabaseError extends Error {\n  name = "error";\n  code = "42P07";\n}\nexport async function query() {\n  await null;\n  const error = new DatabaseError("it exists");\n  Error.captureStackTrace(error);\n  throw error;\n}\n',
    },
    { code: 'crash', title: /web\.js, line 2/, where: { file: 'web.js', line: 2, column: 16 } },
  ],
  ['an exit code', { 'web.js': 'process.exit(3);' }, { code: 'crash', title: /exit code 3/, where: null }],
];
for (const [what, files, expected] of cases) {
  test(`tells ${what} from what Node prints`, (t) => {
    const app = temporaryDirectory(t);
    writeApp(app, files);
    const problem = diagnose({
      process: 'web.1',
      app,
      source: app,
      line: 1,
      port: 12345,
      ...run(join(app, 'web.js'), app),
    });
    assert.equal(problem.code, expected.code);
    assert.match(problem.title, expected.title);
    assert.deepEqual(problem.where, expected.where);
    assert.ok(!problem.cause.includes(app), 'the machine’s directory means nothing to a reader');
  });
}

function run(file: string, cwd: string) {
  try {
    execFileSync(process.execPath, [file], { cwd, stdio: 'pipe', env: {} });
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { exit: { code: status, signal: null }, stderr: String(stderr).split('\n') };
  }
  throw new Error('it did not crash');
}
