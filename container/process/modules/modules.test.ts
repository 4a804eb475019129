/** Programs run twice: by plain Node, and by Node's loader on our bindings. Everything they print must be the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';

interface Program {
  /** Path → text; the first file is the one that is run. */
  [file: string]: string;
}

const programs: Record<string, Program> = {
  'the line that names an interpreter': {
    'main.mjs': `#!/usr/bin/env node\nconsole.log(process.argv.length);`,
  },
  'an import exported again as the default, with and without a semicolon': {
    'main.mjs': `
      import bare from './bare.mjs'; import ended from './ended.mjs'; import called from './called.mjs';
      console.log(bare, ended, called);`,
    'value.mjs': `export default (x = 1) => 'value' + x; export const one = 1;`,
    'bare.mjs': `import { one } from './value.mjs'\nexport default one\n`,
    'ended.mjs': `import { one } from './value.mjs'; export default one;`,
    'called.mjs': `import value, { one } from './value.mjs'; export default value(one) + one`,
  },
  'live bindings, through names, namespaces and re-exports': {
    'main.mjs': `
      import def, { count, inc as bump, set } from './counter.mjs';
      import * as all from './counter.mjs';
      import { count as again, counter } from './relay.mjs';
      console.log(count, all.count, again, counter.count); bump(); console.log(count, all.count, again, counter.count);
      set(7); console.log(count, all['count'], again, typeof def, def === all.default);
      const f = () => count; { const count = 'shadow'; console.log(count, f()); }`,
    'counter.mjs': `export let count = 0; export function inc() { count++; }
      export const set = (value) => { [count] = [value]; }; export default class {}`,
    'relay.mjs': `export { count } from './counter.mjs'; export * as counter from './counter.mjs';`,
  },
  'shadowing in every kind of scope': {
    'main.mjs': `
      import { v, fn, tag as t } from './v.mjs';
      const out = []; const see = (x) => out.push(x);
      for (const v of [1]) see(v); for (let v = 2; v < 3; v++) see(v); for (const v in { k: 0 }) see(v);
      try { throw 4 } catch (v) { see(v) } try { throw 4 } catch { see(v) }
      switch (1) { case 1: { let v = 5; see(v) } } switch (1) { case v: default: see(v) }
      (function v() { see(typeof v) })(); (class v { static { see(typeof v) } });
      (function (a = v) { var v = 6; see(a); see(v) })(); (function ({ v }, [w] = [v]) { see(v + w) })({ v: 7 });
      ((v) => see(v))(8); ((...v) => see(v.length))(1, 2); (() => { see(typeof v); var v; })();
      { see(v()); function v() { return 9 } } see({ v }.v); see({ v: 1 }.v); see({ v() {} }.v.name); see({ [v]: 1 }.top);
      ({ v: out.last } = { v }); const { v: w, [v]: z = v } = {}; see(w); see(z);
      label: for (;;) { see(\`\${v}\`); break label; }
      class A extends fn { x = v; static y = v; [v]() { return v } #v = v; get v() { return this.#v } }
      see(new A().x); see(A.y); see(new A().top()); see(new A().v); see(new fn().constructor === fn); see(new fn.Inner().name);
      see(fn?.name); see(t\`a\${v}b\`); see(typeof missing); see(v ? 1 : 2);
      var hoisted = typeof later(); function later() { return v } see(hoisted);
      const fnThis = fn
      ;[1].forEach((n) => see(n + v))
      console.log(out.join(), fnThis.self() === fn)`,
    'v.mjs': `export const v = 'top'; export class fn { static self() { return this } static Inner = class Inner { name = 'inner' } }
      export function tag(strings, ...values) { return strings.raw.join('|') + values + (this === undefined) }`,
  },
  'temporal dead zones and hoisting in cycles': {
    'main.mjs': `
      import { useLate, early } from './b.mjs';
      export function hoisted() { return 'hoisted ' }
      export let late = 'late'; export class K {} export var soon = 'soon'; export default function () { return 'd' }
      console.log(early, useLate());`,
    'b.mjs': `
      import def, { hoisted, late, K, soon } from './main.mjs'; import * as main from './main.mjs';
      export const early = hoisted() + def() + def.name + soon + main.soon;
      for (const read of [() => late, () => K, () => main.late, () => Object.keys(main)])
        try { console.log(read()) } catch (error) { console.log(error.name, error.message) }
      export const useLate = () => [late, K.name, soon, main.late, Object.keys(main).join()].join();`,
  },
  'assignment to an import throws': {
    'main.mjs': `
      import d, { a } from './a.mjs'; import * as ns from './a.mjs';
      const tries = [() => { a = 1 }, () => { a++ }, () => { [a] = [1] }, () => { ({ a } = { a: 1 }) }, () => { ({ a = 2 } = {}) },
        () => { for (a of [1]); }, () => { d ??= 1; ns = 1 }, () => { ns = 2 }, () => { a += 1 }];
      for (const attempt of tries) try { attempt(); console.log('none') } catch (error) { console.log(error.name, error.message) }
      for (const attempt of [() => { ns.a = 1 }, () => { delete ns.a }, () => { ns.new = 1 }])
        try { attempt(); console.log('none') } catch (error) { console.log(error.name) }
      console.log(a, Reflect.set(ns, 'a', 1), Reflect.deleteProperty(ns, 'nope'))`,
    'a.mjs': `export let a = 0; export default null;`,
  },
  'namespace objects': {
    'main.mjs': `
      import * as ns from './n.mjs';
      console.log(Object.keys(ns).join(), ns[Symbol.toStringTag], Object.getPrototypeOf(ns), String(Object.prototype.toString.call(ns)));
      console.log(JSON.stringify(Object.getOwnPropertyDescriptor(ns, 'a')), JSON.stringify({ ...ns }), 'b' in ns, ns.nope);
      console.log(Object.isFrozen(ns), Object.isSealed(ns), Object.isExtensible(ns), Reflect.ownKeys(ns).length, ns['quoted name']);
      console.log(Object.entries(ns).length, Reflect.has(ns, 'zz'), ns === (await import('./n.mjs')));
      try { Object.defineProperty(ns, 'a', { value: 9 }) } catch (error) { console.log(error.name) }
      Object.defineProperty(ns, 'a', { value: 1 })`,
    'n.mjs': `export const b = 2, a = 1; const q = 3; export { q as 'quoted name', q as default }; export { a as Z }`,
  },
  'star exports': {
    'main.mjs': `
      import * as all from './all.mjs'; import { own, one } from './all.mjs';
      console.log(Object.keys(all).join(), own, one, all.both);
      await import('./ambiguous.mjs').catch((error) => console.log(error.name, error.message));
      await import('./cycle-a.mjs').catch((error) => console.log(error.name, error.message.slice(0, 37)));`,
    'all.mjs': `export * from './one.mjs'; export * from './two.mjs'; export * from './all.mjs'; export const own = 'own', shared = 'mine'`,
    'one.mjs': `export const one = 1, both = 'one', shared = 1; export default 1; export { deep } from './deep.mjs'`,
    'two.mjs': `export const two = 2, both = 'two', shared = 2; export default 2; export { deep } from './deep.mjs'`,
    'deep.mjs': `export const deep = 'deep'`,
    'ambiguous.mjs': `import { both } from './all.mjs'`,
    'cycle-a.mjs': `export { x } from './cycle-b.mjs'`,
    'cycle-b.mjs': `export { x } from './cycle-a.mjs'`,
  },
  'names of default exports': {
    'main.mjs': `
      for (const i of [1, 2, 3, 4, 5, 6, 7, 8, 9]) { const { default: d } = await import(\`./\${i}.mjs\`); console.log(i, d?.name, typeof d, typeof d === 'function' && d.length) }`,
    '1.mjs': `export default function (a, b) {}`,
    '2.mjs': `export default async function* () {}`,
    '3.mjs': `export default class {}`,
    '4.mjs': `export default (a) => a`,
    '5.mjs': `export default class Named {}`,
    '6.mjs': `export default function named() {}`,
    '7.mjs': `export default /* ; default */ (1, { name: 'object' })`,
    '8.mjs': `let x = class {}; export { x as default }`,
    '9.mjs': `let a = 1\nexport default (class { static name() {} });`,
  },
  'order of evaluation with top-level await': {
    'main.mjs': `
      console.log('main starts'); import './a.mjs'; import './sync.mjs'; import { b } from './b.mjs'; import './sync2.mjs';
      console.log('main', b); await null; console.log('main after await');
      for await (const x of (async function* () { yield 1; yield 2 })()) console.log(x);
      Promise.resolve().then(() => console.log('micro')); console.log(await import('./a.mjs').then((ns) => ns.a));`,
    'a.mjs': `console.log('a starts'); export const a = await new Promise((resolve) => setTimeout(resolve, 5, 'a')); console.log('a ends')`,
    'b.mjs': `import './a.mjs'; console.log('b starts'); export let b = await 'b'; console.log('b ends'); await 0; await 0; console.log('b done')`,
    'sync.mjs': `console.log('sync')`,
    'sync2.mjs': `import './b.mjs'; import './a.mjs'; console.log('sync2')`,
  },
  'errors while evaluating are kept': {
    'main.mjs': `
      for (const file of ['./throws.mjs', './throws.mjs', './parent.mjs', './late.mjs', './late.mjs', './late-parent.mjs'])
        await import(file).then(() => console.log('loaded'), (error) => console.log(file, error.message, error === globalThis.last, globalThis.last = error) );`,
    'throws.mjs': `console.log('runs once'); throw Object.assign(new Error('on purpose'), { stack: 'S' })`,
    'parent.mjs': `import './throws.mjs'; console.log('never')`,
    'late.mjs': `await 0; throw Object.assign(new Error('late'), { stack: 'S' })`,
    'late-parent.mjs': `import './late.mjs'; console.log('never')`,
  },
  'errors while resolving and linking': {
    'main.mjs': `
      const files = ['./missing.mjs', 'no-such-package', './dir', './no-name.mjs', './no-default.mjs', './syntax.mjs', './data.json', 'https://example.com/x.mjs', 'node:nope', './cjs-name.mjs', '#internal', './broken.json', 'ftp://x', './file.css'];
      for (const file of files) {
        const options = file.startsWith('./broken') ? { with: { type: 'json' } } : undefined;
        await import(file, options).then(() => console.log('loaded'), (error) => console.log(file, error.name, error.code, error.message.replaceAll(import.meta.dirname, '')));
      }
      for (const options of [1, { with: 1 }, { with: { type: 1 } }, { with: { type: 'nope' } }, { with: { other: 'x' } }])
        await import('./data.json', options).catch((error) => console.log(error.name, error.code));
      await import({ toString() { throw new Error('from toString') } }).catch((error) => console.log(error.message));`,
    'dir/index.js': ``,
    'no-name.mjs': `import { nope } from './empty.mjs'`,
    'no-default.mjs': `import nope from './empty.mjs'`,
    'empty.mjs': `export {}`,
    'syntax.mjs': `export const a = 1;\nexport const b = ;`,
    'data.json': `{"a":1}`,
    'broken.json': `{"a":`,
    'file.css': `a {}`,
    'cjs-name.mjs': `import { nope } from './c.cjs'`,
    'c.cjs': `exports.a = 1`,
  },
  'CommonJS, JSON and built-ins from an ES module': {
    'main.mjs': `
      import cjs, { a, later } from './c.cjs'; import * as ns from './c.cjs'; import babel, { x } from './babel.cjs';
      import data from './data.json' with { type: 'json' }; import fs, { readFileSync } from 'node:fs'; import { join } from 'path';
      import { re } from './re.cjs'; import { createRequire } from 'node:module';
      console.log(cjs.a, a, later, Object.keys(ns).join(), babel.default, x, data.a, re, fs.readFileSync === readFileSync, join('a', 'b'));
      console.log(cjs.filename.endsWith('c.cjs'), createRequire(import.meta.url)('./c.cjs') === cjs, createRequire(import.meta.url)('./data.json') === data);
      console.log((await import('data:text/javascript,export default 1+1')).default, (await import('data:application/json,{"b":2}', { with: { type: 'json' } })).default.b);
      console.log(Object.keys(import.meta).join(), import.meta.filename === process.argv[1], import.meta.dirname + '/x' === new URL(import.meta.resolve('./x')).pathname, import.meta.main, import.meta.resolve('node:fs'));
      console.log(typeof require, typeof module, this)`,
    'c.cjs': `exports.a = 1; exports.b = () => {}; exports.filename = __filename; setTimeout(() => { exports.later = 1 }); if (0) exports.later = 0`,
    'babel.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'd'; exports.x = 'x'`,
    're.cjs': `module.exports = require('./re2.cjs')`,
    're2.cjs': `exports.re = 're'`,
    'data.json': `{"a":1}`,
  },
  'require() of ES modules': {
    'main.cjs': `
      const m = require('./m.mjs'); console.log(m.a, m.default, m.__esModule, Object.keys(m).join(), m === require('./m.mjs'));
      const n = require('./named.mjs'); console.log(n.a, n.__esModule, n[Symbol.toStringTag]); n.bump(); console.log(n.a);
      console.log(require('./custom.mjs')('x'));
      for (const file of ['./tla.mjs', './needs-tla.mjs', './throws.mjs', './throws.mjs', './cycle.mjs']) try { console.log(require(file)) } catch (error) { console.log(file, error.code, error.message.split('\\n')[0]) }
      import('./m.mjs').then((ns) => { console.log(ns.default, ns.a); return import('./tla.mjs') }).then((ns) => console.log(ns.t)).then(() => import('./nope.mjs')).catch((error) => console.log(error.code));
      console.log('end')`,
    'm.mjs': `import { dep } from './dep.cjs'; export let a = dep; export default 'default'`,
    'dep.cjs': `exports.dep = 'dep'`,
    'named.mjs': `export let a = 1; export const bump = () => a++`,
    'custom.mjs': `const f = (x) => x + '!'; export { f as 'module.exports' }; export default 1`,
    'tla.mjs': `export const t = await 't'`,
    'needs-tla.mjs': `import './tla.mjs'`,
    'throws.mjs': `throw new Error('thrown')`,
    'cycle.mjs': `import './cycle.cjs'`,
    'cycle.cjs': `require('./cycle.mjs')`,
  },
  'module syntax in a file without a type': {
    'main.js': `import { join } from 'node:path'; import './other.js'; console.log(join('a', 'b'), typeof require, await 1)`,
    'other.js': `exports.x = typeof require; console.log(exports.x, typeof await1); var await1`,
  },
  'a package with type, exports and imports': {
    'main.js': `import { env } from '#env'; import p from 'pkg'; import { sub } from 'pkg/sub'; console.log(env, p, sub);
      for (const s of ['pkg/hidden', 'pkg/nope.js', '#none']) await import(s).catch((error) => console.log(error.code))`,
    'package.json': `{ "type": "module", "imports": { "#env": { "node": "./env.js" } } }`,
    'env.js': `export const env = 'env'`,
    'node_modules/pkg/package.json': `{ "exports": { ".": { "import": "./i.mjs", "require": "./r.cjs" }, "./sub": "./sub.js" } }`,
    'node_modules/pkg/i.mjs': `export default 'import'`,
    'node_modules/pkg/sub.js': `exports.sub = 'sub'`,
  },
  'an uncaught syntax error in a module': { 'main.mjs': `import './x.mjs'`, 'x.mjs': `let a = 1;\n  const b = (a;\n` },
  'an uncaught syntax error in CommonJS': { 'main.cjs': `#!/usr/bin/env node\nconst a = 1;\nconst a = 2;\n` },
  'an uncaught missing export': {
    'main.mjs': `console.log(1);\nimport { nope } from './x.mjs';`,
    'x.mjs': `export const a = 1`,
  },
  'the place of a read that comes too early': {
    'main.mjs': `import './b.mjs'; export const late = 1;`,
    'b.mjs': `import { late } from './main.mjs';\ntry {\n  [late];\n} catch (error) {
      console.log(error.message, /\\w+\\.mjs:\\d+/.exec(error.stack.split('\\n')[1])[0]) }`,
  },
  'an uncaught CommonJS global in a module': { 'main.mjs': `\nmodule.exports = 1` },
};

const onOurs = join(import.meta.dirname, 'testing/plain-node.cjs');

/** What a program printed, without stack frames: those show the way through the loader. */
function run(args: string[], cwd: string): Promise<{ stdout: string; stderr: string; code: unknown }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, NODE_NO_WARNINGS: '1' } };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      resolve({ stdout, stderr: stderr.replace(/^ {4}at .*\n/gm, ''), code: error?.code ?? 0 });
    });
  });
}

for (const [name, files] of Object.entries(programs)) {
  test(name, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'modules-'));
    t.after(() => rm(folder, { recursive: true }));
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const main = Object.keys(files)[0] as string;
    const [expected, actual] = await Promise.all([
      run([main], folder),
      run(['--expose-internals', onOurs, main], folder),
    ]);
    assert.deepEqual(actual, expected);
  });
}
