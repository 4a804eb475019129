import assert from 'node:assert/strict';
import { test } from 'node:test';
import semver from 'semver';
import { NpmFailure } from './failure.ts';
import type { Published } from './manifest.ts';
import { resolveTree } from './tree.ts';

type Known = Record<string, Record<string, Partial<Published>>>;

/** A registry with these packages: name → version → what is special about it. */
function registry(packages: Known) {
  return {
    async pick(name: string, range: string): Promise<Published> {
      const version = semver.maxSatisfying(Object.keys(packages[name] ?? {}), range);
      if (version === null) throw new NpmFailure('ETARGET', `${name}@${range}`);
      const dist = { tarball: `http://registry/${name}-${version}.tgz` };
      return { name, version, dist, ...packages[name]?.[version] } as Published;
    },
  };
}

async function places(packages: Known, wanted: Record<string, string>, more = {}): Promise<string[]> {
  const options = { wanted, optional: new Set<string>(), registry: registry(packages), locked: {}, hoist: true };
  const tree = await resolveTree({ ...options, ...more });
  return [...tree].map(([path, { version }]) => `${path.replaceAll('node_modules/', '')}@${version}`);
}

const wants = (...names: string[]) => ({
  dependencies: Object.fromEntries(names.map((name) => name.split('@') as [string, string])),
});

test('a dependency of a dependency lies beside it, once', async () => {
  const packages = { a: { '1.0.0': wants('c@^1.0.0') }, b: { '1.0.0': wants('c@1.x') }, c: { '1.2.0': {} } };
  assert.deepEqual(await places(packages, { a: '1.0.0', b: '1.0.0' }), ['a@1.0.0', 'b@1.0.0', 'c@1.2.0']);
});

test('of two versions, the one that comes second lies in the package that wants it', async () => {
  const packages = {
    a: { '1.0.0': wants('c@1') },
    b: { '1.0.0': wants('c@2') },
    c: { '1.0.0': {}, '2.0.0': {} },
  };
  assert.deepEqual(await places(packages, { a: '1', b: '1' }), ['a@1.0.0', 'b@1.0.0', 'b/c@2.0.0', 'c@1.0.0']);
});

test('no package is put where it would hide from another one what that had found', async () => {
  // top wants low@1 and mid; mid wants low@2, which must not come between top and the low@1 at the root.
  const packages = {
    top: { '1.0.0': wants('low@1', 'mid@1') },
    mid: { '1.0.0': wants('low@2'), '2.0.0': {} },
    low: { '1.0.0': {}, '2.0.0': {} },
  };
  const found = await places(packages, { low: '1', mid: '2', top: '1' });
  assert.deepEqual(found, ['low@1.0.0', 'mid@2.0.0', 'top@1.0.0', 'top/mid@1.0.0', 'top/mid/low@2.0.0']);
});

test('packages that want each other end', async () => {
  const packages = { a: { '1.0.0': wants('b@1') }, b: { '1.0.0': wants('a@1') } };
  assert.deepEqual(await places(packages, { a: '1' }), ['a@1.0.0', 'b@1.0.0']);
});

test('a version of the lockfile is kept where it fits', async () => {
  const packages = { a: { '1.0.0': {}, '1.1.0': {}, '2.0.0': {} } };
  const locked = { 'node_modules/a': { version: '1.0.0' } };
  assert.deepEqual(await places(packages, { a: '^1.0.0' }, { locked }), ['a@1.0.0']);
  assert.deepEqual(await places(packages, { a: '^2.0.0' }, { locked }), ['a@2.0.0']);
});

test('an optional package for another system is left out, any other is an error', async () => {
  const packages = { a: { '1.0.0': { os: ['beos'] } } };
  assert.deepEqual(await places(packages, { a: '1' }, { optional: new Set(['a']) }), []);
  await assert.rejects(places(packages, { a: '1' }), { code: 'EBADPLATFORM' });
});

test('what is installed globally keeps its dependencies to itself', async () => {
  const packages = { a: { '1.0.0': wants('b@1') }, b: { '1.0.0': {} } };
  assert.deepEqual(await places(packages, { a: '1' }, { hoist: false }), ['a@1.0.0', 'a/b@1.0.0']);
});
