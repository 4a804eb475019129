/** The package registry, driven by the real npm. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { temporaryDirectory, writeApp } from '../../../platform/testing/app.ts';
import { TestPlatform } from '../../../platform/testing/platform.ts';

const run = promisify(execFile);

function price(version: string, code: string) {
  return { 'package.json': JSON.stringify({ name: 'price', version, main: 'lib/index.js' }), 'lib/index.js': code };
}

async function registry(t: TestContext) {
  const under = new TestPlatform(t);
  const packages = temporaryDirectory(t);
  writeApp(join(packages, 'price-1.4.0'), price('1.4.0', 'module.exports = 10;'));
  const services = [{ name: 'registry.1', kind: 'registry', config: 'npm_config_registry', packages }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  const service = deploy.service('registry.1');
  const app = temporaryDirectory(t);
  const npm = (...args: string[]) => {
    const environment = { PATH: process.env['PATH'], HOME: app, npm_config_registry: service.url };
    return run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: app, env: environment });
  };
  const installed = () => {
    const { version } = JSON.parse(readFileSync(join(app, 'node_modules/price/package.json'), 'utf8')) as {
      version: string;
    };
    return version;
  };
  mkdirSync(app, { recursive: true });
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { price: '^1.4.0' } }),
  );
  return { service, npm, installed, app };
}

test('npm installs from it, and what the lockfile says after something newer was published', async (t) => {
  const { service, npm, installed, app } = await registry(t);
  assert.equal(await service.controls.calls(), 0);
  await npm('install');
  assert.equal(installed(), '1.4.0');
  assert.equal((await run(process.execPath, ['-p', 'require("price")'], { cwd: app })).stdout.trim(), '10');
  assert.ok((await service.controls.calls()) > 0);

  await service.controls.publish?.(price('1.4.1', 'module.exports = 9.99;'));
  assert.equal(await service.entries(), 2);
  rmSync(join(app, 'node_modules'), { recursive: true });
  await npm('ci');
  assert.equal(installed(), '1.4.0');
  rmSync(join(app, 'package-lock.json'));
  rmSync(join(app, 'node_modules'), { recursive: true });
  await npm('install');
  assert.equal(installed(), '1.4.1');
});

test('a published version never changes, and is there again after a stop', async (t) => {
  const { service, npm, installed } = await registry(t);
  await service.controls.publish?.(price('1.4.1', 'module.exports = 9.99;'));
  await assert.rejects(service.controls.publish!(price('1.4.1', 'module.exports = 0;')), /price@1\.4\.1 is published/);
  await service.stop();
  await assert.rejects(npm('install', '--fetch-retries=0'), /ECONNREFUSED/);
  await service.start();
  await npm('install');
  assert.equal(installed(), '1.4.1');
});
