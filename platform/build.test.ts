import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { LOCALHOST } from './addresses.ts';
import { appDirectory, build } from './build.ts';
import { walk, type Codebase } from './codebase.ts';
import { ProblemError } from './events.ts';
import { createMachine, wipeMachine } from './machine.ts';
import { Random } from './random.ts';
import { temporaryDirectory, writeApp } from './testing/app.ts';

const codebase = (directory: string): Codebase => ({ directory, base: null, installed: [] });

test('equal files make an equal slug, one changed byte another', async (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'a'), { 'web.js': '1', 'lib/x.js': 'x' });
  writeApp(join(directory, 'b'), { 'web.js': '1', 'lib/x.js': 'x' });
  writeApp(join(directory, 'c'), { 'web.js': '2', 'lib/x.js': 'x' });
  const [a, b, c] = await Promise.all(
    ['a', 'b', 'c'].map((name) => build(codebase(join(directory, name)), join(directory, 'builds'))),
  );
  assert.equal(a?.id, b?.id);
  assert.equal(a?.directory, b?.directory);
  assert.notEqual(a?.id, c?.id);
});

test('lays an app over its base', async (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'base'), { 'web.js': 'base', 'lib.js': 'base' });
  writeApp(join(directory, 'over'), { 'web.js': 'over' });
  const over = { ...codebase(join(directory, 'over')), base: join(directory, 'base') };
  const slug = await build(over, join(directory, 'builds'));
  assert.deepEqual(slug.files, ['Procfile', 'lib.js', 'package.json', 'web.js']);
  assert.equal(readFileSync(join(appDirectory(slug), 'web.js'), 'utf8'), 'over');
});

test('a machine has a copy of the app, finds the dependencies above it, and leaves nothing when wiped', async (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'app'), {
    'lib/web.js': '',
    'package.json': '{ "dependencies": { "dep": "1.0.0" } }',
    'node_modules/dep/package.json': '{ "version": "1.0.0" }',
  });
  const slug = await build(codebase(join(directory, 'app')), join(directory, 'builds'));
  const machine = createMachine(slug, new Random('seed'), LOCALHOST);
  assert.ok(existsSync(join(machine.app, 'lib/web.js')));
  assert.ok(machine.app.startsWith(slug.directory));
  assert.ok(existsSync(join(slug.directory, 'node_modules/dep/package.json')));
  wipeMachine(machine);
  assert.ok(!existsSync(machine.directory));
});

test('leaves types and source maps of dependencies behind', async (t) => {
  const directory = temporaryDirectory(t);
  writeApp(directory, {
    'package.json': '{ "dependencies": { "dep": "1.0.0" } }',
    'node_modules/dep/package.json': '{ "version": "1.0.0" }',
    'node_modules/dep/index.js': '',
    'node_modules/dep/index.js.map': '',
    'node_modules/dep/index.d.ts': '',
    'node_modules/dep/lib/inner.d.mts': '',
    'node_modules/dep/lib/map': '',
  });
  const slug = await build(codebase(directory), join(directory, 'builds'));
  const files = [...walk(join(slug.directory, 'node_modules/dep'))].sort();
  assert.deepEqual(files, ['index.js', 'lib/map', 'package.json']);
});

test('takes what is declared and what that needs from the places where it is installed, and nothing else', async (t) => {
  const directory = temporaryDirectory(t);
  const installed = (name: string, manifest: object) => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({ version: '1.0.0', ...manifest }),
  });
  writeApp(directory, {
    ...installed('dep', { dependencies: { inner: '1', nested: '2' }, bin: { 'dep-tool': 'tool.js' } }),
    ...installed('inner', {}),
    ...installed('other', {}),
    'node_modules/dep/tool.js': '',
    'node_modules/dep/node_modules/nested/package.json': '{ "version": "2.0.0" }',
  });
  writeApp(join(directory, 'app'), { 'web.js': '', 'package.json': '{ "dependencies": { "dep": "1.0.0" } }' });
  const app = { ...codebase(join(directory, 'app')), installed: [directory] };
  const slug = await build(app, join(directory, 'builds'));
  const has = (path: string) => existsSync(join(slug.directory, 'node_modules', path));
  assert.ok(has('dep/tool.js') && has('inner/package.json') && has('dep/node_modules/nested/package.json'));
  assert.ok(has('.bin/dep-tool'));
  assert.ok(!has('other'));
});

test('runs the build script without any config, and keeps what it makes', async (t) => {
  process.env['LEAK'] = 'leaks';
  t.after(() => delete process.env['LEAK']);
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'app'), {
    'package.json': '{ "scripts": { "build": "node build.cjs" } }',
    'build.cjs': `require('fs').writeFileSync('made.txt', Object.keys(process.env).join()); console.log('built');`,
  });
  const lines: string[] = [];
  const slug = await build(codebase(join(directory, 'app')), join(directory, 'builds'), {
    print: (line) => lines.push(line),
  });
  assert.ok(slug.files.includes('made.txt'));
  assert.equal(readFileSync(join(appDirectory(slug), 'made.txt'), 'utf8'), 'PATH');
  assert.deepEqual(lines, ['built']);
  assert.ok(!existsSync(join(directory, 'app/made.txt')), 'the codebase is as it was');
});

test('a build script that fails fails the build, and says why', async (t) => {
  const directory = temporaryDirectory(t);
  writeApp(directory, {
    'package.json': '{ "scripts": { "build": "node build.cjs" } }',
    'build.cjs': `console.error('no template'); process.exitCode = 3;`,
  });
  await assert.rejects(build(codebase(directory), join(directory, 'builds')), ({ problem }: ProblemError) => {
    assert.equal(problem.code, 'build-failed');
    assert.match(problem.cause, /exit code 3.*no template/);
    return true;
  });
});

const bad: [what: string, files: Record<string, string>, code: string, title: RegExp, line: number | null][] = [
  [
    'a dependency that is not installed',
    { 'package.json': '{ "dependencies": { "express": "5.1.0" } }' },
    'missing-module',
    /express is not installed/,
    null,
  ],
  ['a package.json that is not JSON', { 'package.json': '{\n  "name": "a",\n}\n' }, 'bad-package', /not JSON/, 3],
  [
    'dependencies that are no object',
    { 'package.json': '{ "dependencies": "express" }' },
    'bad-package',
    /not an object/,
    null,
  ],
];
for (const [what, files, code, title, line] of bad) {
  test(`refuses ${what}`, async (t) => {
    const directory = temporaryDirectory(t);
    writeApp(directory, files);
    await assert.rejects(build(codebase(directory), join(directory, 'builds')), ({ problem }: ProblemError) => {
      assert.equal(problem.code, code);
      assert.match(problem.title, title);
      assert.deepEqual(problem.where, { file: 'package.json', line, column: null });
      return true;
    });
  });
}
