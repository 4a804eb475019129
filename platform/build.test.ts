import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { LOCALHOST } from './addresses.ts';
import { appDirectory, build } from './build.ts';
import { ProblemError } from './events.ts';
import { createMachine, wipeMachine } from './machine.ts';
import { Random } from './random.ts';
import { temporaryDirectory, writeApp } from './testing/app.ts';

test('equal files make an equal slug, one changed byte another', (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'a'), { 'web.js': '1', 'lib/x.js': 'x' });
  writeApp(join(directory, 'b'), { 'web.js': '1', 'lib/x.js': 'x' });
  writeApp(join(directory, 'c'), { 'web.js': '2', 'lib/x.js': 'x' });
  const [a, b, c] = ['a', 'b', 'c'].map(
    (name) => build({ directory: join(directory, name), base: null }, join(directory, 'slugs')).id,
  );
  assert.equal(a, b);
  assert.notEqual(a, c);
});

test('lays an app over its base', (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'base'), { 'web.js': 'base', 'lib.js': 'base' });
  writeApp(join(directory, 'over'), { 'web.js': 'over' });
  const slug = build({ directory: join(directory, 'over'), base: join(directory, 'base') }, join(directory, 'slugs'));
  assert.deepEqual(slug.files, ['Procfile', 'lib.js', 'package.json', 'web.js']);
  assert.equal(readFileSync(join(appDirectory(slug), 'web.js'), 'utf8'), 'over');
});

test('a machine has a copy of the app, finds the dependencies above it, and leaves nothing when wiped', (t) => {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'app'), { 'lib/web.js': '', 'node_modules/dep/package.json': '{}' });
  const slug = build({ directory: join(directory, 'app'), base: null }, join(directory, 'slugs'));
  const machine = createMachine(slug, new Random('seed'), LOCALHOST);
  assert.ok(existsSync(join(machine.app, 'lib/web.js')));
  assert.ok(machine.app.startsWith(slug.directory));
  assert.ok(existsSync(join(slug.directory, 'node_modules/dep/package.json')));
  wipeMachine(machine);
  assert.ok(!existsSync(machine.directory));
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
  test(`refuses ${what}`, (t) => {
    const directory = temporaryDirectory(t);
    writeApp(directory, files);
    assert.throws(
      () => build({ directory, base: null }, join(directory, 'slugs')),
      ({ problem }: ProblemError) => {
        assert.equal(problem.code, code);
        assert.match(problem.title, title);
        assert.deepEqual(problem.where, { file: 'package.json', line, column: null });
        return true;
      },
    );
  });
}
