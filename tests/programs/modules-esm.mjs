// ES modules: imports of every kind, cycles, top-level await, import(), errors.
import fs, { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire, builtinModules, isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'path';
import * as cycle from './fixtures/modules/cycle-a.mjs';
import { value } from './fixtures/modules/waits.mjs';
import data from './fixtures/modules/data.json' with { type: 'json' };
import named, { one, two } from './fixtures/modules/named.cjs';
import Only from './fixtures/modules/only.cjs';

console.log(cycle.a(), cycle.counter, cycle.count(), cycle.counter, value);
console.log(data, one, two(), named, Only, fs.readFileSync === readFileSync, path.sep);
console.log(
  cycle,
  Object.keys(cycle),
  cycle[Symbol.toStringTag],
  Object.isFrozen(cycle),
  Reflect.getPrototypeOf(cycle),
);
console.log(
  typeof require,
  typeof module,
  typeof __filename,
  this,
  import.meta.url.slice(0, 8),
  path.basename(import.meta.filename),
  path.basename(import.meta.dirname),
);
console.log(
  import.meta.resolve('./x.mjs').endsWith('/programs/x.mjs'),
  import.meta.resolve('node:fs'),
  Object.keys(import.meta).sort(),
);
const attempts = {
  assign: () => (cycle.counter = 5),
  'new export': () => (cycle.other = 1),
  delete: () => delete cycle.a,
};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    console.log(name, attempt());
  } catch (error) {
    console.log(name, error.name, error.message);
  }
}

const inline = 'data:text/javascript,export default 7';
const again = await import('./fixtures/modules/cycle-a.mjs');
console.log(
  again === cycle,
  (await import('./fixtures/modules/plain.mjs?second')).default,
  (await import(inline)).default,
);
const imports = [
  './fixtures/modules/absent.mjs',
  './fixtures/modules/throws.mjs',
  './fixtures/modules/throws.mjs',
  'data:text/javascript,export const a = ;',
  'no-such-package',
  './fixtures/modules',
  'node:nonsense',
  'http://x/y.mjs',
  './fixtures/modules/data.json',
  './fixtures/modules/throws.cjs',
];
for (const specifier of imports) {
  try {
    await import(specifier);
    console.log(specifier, 'loaded');
  } catch (error) {
    console.log(specifier, error.name, error.code, error.message.replaceAll(import.meta.dirname, 'HERE'));
  }
}
const missing = await import(`data:text/javascript,import { nothing } from 'node:fs';`).catch((error) => error);
console.log(missing.name, missing.message);
const lacking = await import(
  `data:text/javascript,import { nothing } from '${new URL('./fixtures/modules/cycle-b.mjs', import.meta.url)}';`
).catch((error) => error);
console.log(lacking.name, lacking.message.replaceAll(import.meta.dirname, 'HERE'));

const load = createRequire(import.meta.url);
console.log(load('./fixtures/modules/plain.mjs'), load('./fixtures/modules/as-function.mjs')());
try {
  load('./fixtures/modules/waits.mjs');
  console.log('required');
} catch (error) {
  console.log(error.code);
}
const directory = await mkdtemp(path.join(tmpdir(), 'modules-'));
await cp(new URL('./fixtures/packages', import.meta.url), path.join(directory, 'node_modules'), { recursive: true });
const local = createRequire(path.join(directory, 'x.js'));
console.log(
  local('both').how,
  local('both/sub/one').sub,
  local('legacy').legacy,
  local('esm-only').default,
  local('esm-only').self,
);
for (const specifier of ['both/hidden', 'both/other', 'both/i.mjs']) {
  try {
    local(specifier);
  } catch (error) {
    console.log(specifier, error.code, error.message.replaceAll(directory, 'DIRECTORY'));
  }
}
await rm(directory, { recursive: true });
console.log(
  builtinModules.includes('fs'),
  isBuiltin('node:test'),
  isBuiltin('nope'),
  process.getBuiltinModule('os') === (await import('os')).default,
);
console.log(
  (await Promise.all([import('./fixtures/modules/plain.mjs'), import('./fixtures/modules/plain.mjs')])).map(
    (module) => module.named,
  ),
);
const results = [];
label: for await (const item of [Promise.resolve(1), 2]) {
  if (item === 2) break label;
  results.push(item);
}
console.log(results, await (async () => (await import('./fixtures/modules/detected.js')).default)());
export const exported = 'from the main module';
export default exported;
