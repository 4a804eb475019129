import assert from 'node:assert/strict';
import test from 'node:test';
import { lockfileProblems } from './lockfile.ts';

const problems = (packages: object) => lockfileProblems(JSON.stringify({ lockfileVersion: 3, packages }));

test('a complete lockfile has no problems', () => {
  const packages = {
    '': { devDependencies: { a: '1.0.0' }, workspaces: ['room'] },
    room: { dependencies: { a: '1.0.0', own: '1.0.0' } },
    'node_modules/@lab/room': { link: true, resolved: 'room' },
    'node_modules/a': { dependencies: { '@scope/b': '^1.0.0' } },
    'node_modules/@scope/b': { dependencies: { c: '2.0.0' } },
    'node_modules/@scope/b/node_modules/c': { dependencies: { a: '1.0.0' } },
    'room/node_modules/own': {},
  };
  assert.deepEqual(problems(packages), []);
});

test('a platform package that npm dropped is named', () => {
  const packages = {
    '': { dependencies: { bundler: '1.0.0' } },
    'node_modules/bundler': { optionalDependencies: { 'bundler-darwin-arm64': '1.0.0' } },
  };
  assert.deepEqual(problems(packages), ['bundler-darwin-arm64@1.0.0, wanted by node_modules/bundler, is missing']);
});

test('a package that lies where its user does not look is missing', () => {
  const packages = {
    '': { dependencies: { a: '1.0.0', b: '1.0.0' } },
    'node_modules/a': { dependencies: { c: '1.0.0' } },
    'node_modules/b': {},
    'node_modules/b/node_modules/c': {},
  };
  assert.deepEqual(problems(packages), ['c@1.0.0, wanted by node_modules/a, is missing']);
});

test('peers count unless they are optional, and development dependencies of packages do not', () => {
  const packages = {
    '': { dependencies: { plugin: '1.0.0' } },
    'node_modules/plugin': {
      peerDependencies: { host: '1', other: '1' },
      peerDependenciesMeta: { other: { optional: true } },
      devDependencies: { tester: '1' },
    },
  };
  assert.deepEqual(problems(packages), ['host@1, wanted by node_modules/plugin, is missing']);
});

test('the address of a registry is refused', () => {
  const packages = {
    '': { dependencies: { a: '1.0.0' } },
    'node_modules/a': { resolved: 'https://registry.example/a-1.0.0.tgz' },
  };
  assert.match(problems(packages).join(), /node_modules\/a names its registry \(https:\/\/registry\.example/);
});

test('a lockfile of an old format is refused', () => {
  assert.match(lockfileProblems('{"lockfileVersion": 1, "packages": {}}').join(), /npm 7 or later/);
});
