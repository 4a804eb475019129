/** Builds that install from a registry, by the real npm. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { temporaryDirectory, writeApp } from '../../../platform/testing/app.ts';
import { TestPlatform } from '../../../platform/testing/platform.ts';
import { readPackages } from '../../../platform/services/registry/packages.ts';
import { digests } from '../../../platform/services/registry/tarball.ts';

const PRICE = 'module.exports = 10;';
const price = (version: string, code: string) => ({
  'package.json': JSON.stringify({ name: 'price', version, bin: 'tool.js' }),
  'index.js': code,
  'tool.js': '#!/usr/bin/env node\nconsole.log("tool", require("./index.js"));\n',
});

const app = (dependencies: Record<string, string>) => ({
  Procfile: 'worker: node worker.js',
  'worker.js': 'setInterval(() => {}, 1000);',
  'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies }),
});

const lockfile = (integrity: string) => ({
  'package-lock.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'app', version: '1.0.0', dependencies: { price: '^1.4.0' } },
      'node_modules/price': { version: '1.4.0', integrity, bin: { price: 'tool.js' } },
    },
  }),
});

/** @param locked whether the app has a lockfile too */
async function deploy(t: TestContext, app: Record<string, string>, { locked = false } = {}) {
  const under = new TestPlatform(t);
  const packages = temporaryDirectory(t);
  writeApp(join(packages, 'price-1.4.0'), price('1.4.0', PRICE));
  const services = [{ name: 'registry.1', kind: 'registry', config: 'REGISTRY_URL', packages } as const];
  const { tarball } = readPackages(packages)[0]!;
  const files = locked ? { ...app, ...lockfile(digests(tarball).integrity) } : app;
  const running = await under.deploy(files, { formation: {}, services });
  return { under, running, files, registry: running.service('registry.1') };
}

/** Builds a directory with these files again. */
function again(t: TestContext, { platform }: TestPlatform, files: Record<string, string>) {
  const directory = temporaryDirectory(t);
  writeApp(directory, files);
  return platform.build({ directory, base: null, installed: [] });
}

test('without a lockfile a build has whatever fits on that day, and an id to match', async (t) => {
  const { under, running, files, registry } = await deploy(t, app({ price: '^1.4.0' }));
  assert.equal((await running.run('node -p "require(\'price\')"')).stdout, '10\n');
  const [first] = running.releases;
  assert.equal((await again(t, under, files)).id, first?.slug.id);
  await registry.controls.publish?.(price('1.4.1', 'module.exports = 9.99;'));
  assert.notEqual((await again(t, under, files)).id, first?.slug.id);
  assert.deepEqual(first?.slug.files, ['Procfile', 'package.json', 'worker.js']);
});

test('with a lockfile it has what that says, and programs of packages are found by their names', async (t) => {
  const { under, running, files, registry } = await deploy(t, app({ price: '^1.4.0' }), { locked: true });
  assert.equal((await running.run('price')).stdout, 'tool 10\n');
  await registry.controls.publish?.(price('1.4.1', 'module.exports = 9.99;'));
  assert.equal((await again(t, under, files)).id, running.releases[0]?.slug.id);
});

test('a build whose packages cannot be had fails with what npm says, and leaves no registry behind', async (t) => {
  await assert.rejects(deploy(t, app({ price: '^2.0.0' })), (error: Error & { problem?: { cause: string } }) => {
    assert.match(error.problem?.cause ?? '', /code ETARGET/);
    return true;
  });
});

test('what is installed globally is there on the machines of that deploy, and on no other', async (t) => {
  const { under, running } = await deploy(t, app({}));
  const { deploy: laptop } = await under.platform.deployBeside('laptop', running.releases[0]!.slug, {
    formation: {},
    config: {},
    port: null,
    services: [],
    globals: ['price'],
  });
  assert.equal((await laptop.run('price')).stdout, 'tool 10\n');
  assert.equal((await laptop.run('node -p "require(\'price\')"')).stdout, '10\n');
  assert.equal((await running.run('price')).code, 127);
  assert.equal((await running.run('node -p "require(\'price\')"')).code, 1);
});
