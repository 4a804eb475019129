// CommonJS: cache, main, cycles, JSON, resolution, errors.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const Module = require('node:module');

const here = (text) =>
  String(text)
    .replaceAll(__dirname, 'HERE')
    .replace(/\/\S+\/broken-\w+/g, 'TEMPORARY');
console.log(
  require.main === module,
  module.id,
  module.loaded,
  here(module.filename),
  module.children.length,
  here(module.paths[0]),
);
console.log(
  typeof require.resolve,
  here(require.resolve('./fixtures/modules/data.json')),
  require.resolve('fs'),
  Object.keys(require.extensions).sort(),
);
const first = require('./fixtures/modules/named.cjs');
console.log(first === require('./fixtures/modules/named' + '.cjs'), Object.keys(require.cache).map(here));
delete require.cache[require.resolve('./fixtures/modules/named.cjs')];
console.log(
  first === require('./fixtures/modules/named.cjs'),
  module.children.length,
  require('./fixtures/modules/data'),
);
console.log(require('./fixtures/modules/cycle-a.cjs'), this === exports, exports === module.exports, arguments.length);
// Many packages load these without using them.
console.log(require('node:http2').constants.HTTP2_HEADER_STATUS, typeof require('node:tls').connect);
console.log(require('node:worker_threads').isMainThread, typeof require('node:cluster').isPrimary);
require('./fixtures/modules/plain');
require('./fixtures/modules/detected.js');
const broken = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'broken-')), 'broken.json');
fs.writeFileSync(broken, '{ "broken": ');
const attempts = [
  './nothing',
  broken,
  './fixtures/modules/throws.cjs',
  'absent',
  '@scope/absent',
  'node:absent',
  './fixtures/modules',
  '',
  './fixtures/modules/waits.mjs',
  './fixtures/modules/throws.mjs',
];
for (const id of attempts) {
  try {
    require(id);
    console.log(JSON.stringify(id), 'loaded');
  } catch (error) {
    console.log(here(JSON.stringify(id)), error.name, error.code, here(error.message), here(error.requireStack));
  }
}
console.log(Object.keys(require.cache).some((file) => file.includes('throws.cjs')));
try {
  require(5);
} catch (error) {
  console.log(error.code, error.message);
}
const made = new Module('made.js');
made._compile('exports.sum = 1 + 1; exports.name = __filename', '/made.js');
console.log(made.exports, Module._extensions['.js'].length, Module.wrap('x').length, Module.builtinModules.length > 50);
const original = Module._load;
Module._load = function (id, ...rest) {
  return id === 'intercepted' ? 'replaced' : Reflect.apply(original, this, [id, ...rest]);
};
// eslint-disable-next-line lab/rooms -- there is no such package: that is the point
console.log(require('intercepted'));
Module._load = original;
console.log(
  new Function('a', 'return a * 2')(4),
  (0, eval)('typeof require'),
  eval('typeof require'),
  new (require('node:vm').Script)('1 + 2').runInThisContext(),
);
globalThis.shared = 'global';
console.log(shared, typeof undeclared, delete globalThis.shared);
import('./fixtures/modules/cycle-a.mjs').then((module) => console.log('import()', module.counter, module.default));
import('./fixtures/modules/only.cjs').then((module) =>
  console.log(module, module.default === require('./fixtures/modules/only.cjs')),
);
process.on('exit', () => console.log('exit', path.basename(process.mainModule.filename), module.loaded));
