// npm: ci, install, run and npx against a registry of our own. Plain Node runs the real npm.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Made by `npm pack`: greet (a program) wants shout ^1.0.0, loud wants shout ^2.0.0; bytes as base64.
const packed = JSON.parse(fs.readFileSync(new URL('fixtures/packages.json', import.meta.url), 'utf8'));
const registry = http.createServer((request, response) => {
  const [, name, , file] = decodeURIComponent(request.url).split('/');
  const versions = packed[name];
  if (!versions) return response.writeHead(404).end('{}');
  if (file) {
    const { tarball } = versions[file.slice(name.length + 1, -'.tgz'.length)];
    return response.end(Buffer.from(tarball, 'base64'));
  }
  const base = `http://127.0.0.1:${registry.address().port}`;
  const described = Object.entries(versions).map(([version, { manifest, integrity }]) => {
    return [version, { ...manifest, dist: { integrity, tarball: `${base}/${name}/-/${name}-${version}.tgz` } }];
  });
  const latest = described.at(-1)[0];
  response.end(JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(described) }));
});
await once(registry.listen(0, '127.0.0.1'), 'listening');

const work = fs.mkdtempSync(join(tmpdir(), 'npm-'));
const env = {
  ...process.env,
  HOME: work,
  npm_config_registry: `http://127.0.0.1:${registry.address().port}/`,
  npm_config_cache: join(work, 'cache'),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/** A project with a package.json and perhaps a lockfile. */
function project(manifest, lock) {
  const directory = fs.mkdtempSync(join(work, 'project-'));
  fs.writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'shop', version: '1.2.3', ...manifest }));
  if (lock) fs.writeFileSync(join(directory, 'package-lock.json'), JSON.stringify(lock));
  return directory;
}

async function run(cwd, program, ...args) {
  const child = spawn(program, args, { cwd, env });
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map((s) => s.setEncoding('utf8').toArray()));
  if (child.exitCode === null) await once(child, 'close');
  return { code: child.exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** Every installed package: where it is, and its version. */
function installed(directory, below = 'node_modules') {
  const home = join(directory, below);
  if (!fs.existsSync(home)) return [];
  return fs
    .readdirSync(home)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => {
      const { version } = JSON.parse(fs.readFileSync(join(home, name, 'package.json'), 'utf8'));
      return [`${below}/${name}@${version}`, ...installed(directory, `${below}/${name}/node_modules`)];
    });
}

const dependencies = { greet: '^1.0.0', loud: '1.0.0' };
const shop = project({ dependencies, scripts: { hello: 'greet Ada', prehello: 'node -p 1+1' } });
console.log('install', (await run(shop, 'npm', 'install')).code, installed(shop));
const lock = JSON.parse(fs.readFileSync(join(shop, 'package-lock.json'), 'utf8'));
console.log(
  lock.lockfileVersion,
  Object.entries(lock.packages).map(([path, { version, integrity }]) => [path, version, integrity?.slice(0, 12)]),
);

const { code, stdout } = await run(shop, 'npm', 'run', 'hello', '--', 'Grace');
console.log('run', code, stdout.trim());
console.log('silent', await run(shop, 'npm', 'run', '--silent', 'hello'));
console.log('npx', (await run(shop, 'npx', 'greet', 'Linus')).stdout);

// An older lockfile wins over newer versions.
const older = structuredClone(lock);
const shout = packed.shout['1.0.0'];
Object.assign(older.packages['node_modules/shout'], { version: '1.0.0', integrity: shout.integrity });
delete older.packages['node_modules/shout'].resolved;
const same = project({ dependencies }, older);
console.log('ci', (await run(same, 'npm', 'ci')).code, installed(same));

const first = ({ code, stderr }) => [code, stderr.split('\n').find((line) => line.startsWith('npm error code'))];
older.packages['node_modules/shout'].integrity = packed.shout['1.1.0'].integrity;
console.log('integrity', first(await run(project({ dependencies }, older), 'npm', 'ci')));
console.log('out of sync', first(await run(project({ dependencies: { greet: '1.0.0' } }, lock), 'npm', 'ci')));
console.log('no lock', first(await run(project({ dependencies }), 'npm', 'ci')));
console.log('no version', first(await run(project({ dependencies: { greet: '^9.0.0' } }), 'npm', 'install')));
console.log('no package', first(await run(project({ dependencies: { 'not-here': '1' } }), 'npm', 'install')));
console.log('no script', (await run(shop, 'npm', 'run', 'no-such-script')).code);
console.log(
  'failing script',
  (await run(project({ scripts: { fail: 'node -e "process.exit(7)"' } }), 'npm', 'run', 'fail')).code,
  (
    await run(
      project({ scripts: { shell: 'echo "$npm_package_name" && A=b node -p process.env.A' } }),
      'npm',
      'run',
      '-s',
      'shell',
    )
  ).stdout,
);

const named = project({});
console.log('install by name', (await run(named, 'npm', 'install', 'shout@1')).code, installed(named));
console.log(JSON.parse(fs.readFileSync(join(named, 'package.json'), 'utf8')).dependencies);

const prefix = join(work, 'global');
console.log('globally', (await run(work, 'npm', 'install', '-g', '--prefix', prefix, 'greet')).code);
console.log(installed(prefix, 'lib/node_modules'), (await run(work, join(prefix, 'bin/greet'), 'Margaret')).stdout);

fs.rmSync(work, { recursive: true });
registry.close();
