/**
 * Evaluates expressions on plain Node, with Node's own lib/crypto.js standing on our binding instead of OpenSSL:
 *   node --expose-internals testing/crypto-plain-node.cjs '["expression", …]'
 * Prints their outcomes as JSON; see crypto.test.ts.
 */
'use strict';

process.noDeprecation = true;
const { internalBinding, primordials } = require('internal/test/binding');
const vm = require('node:vm');
const { createCryptoBinding } = require('../crypto.ts');
const { evaluateAll } = require('./crypto-outcome.ts');

const natives = process.binding('natives');
const native = internalBinding('crypto');
const binding = {};
for (const name of Object.getOwnPropertyNames(native)) {
  binding[name] = native[name];
  if (typeof native[name] !== 'function') continue;
  binding[name] = function () {
    throw Object.assign(new Error(`${name} is not available`), { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  };
}
const later = (callback) => setImmediate(callback);
const ours = createCryptoBinding({
  require: (id) => libraryRequire(id),
  crypto: globalThis.crypto,
  later,
  parts: {
    derivation: () => require('../../key-derivation/index.ts'),
    ciphers: () => require('../../ciphers/index.ts'),
    keyPairs: () => require('../../key-pairs/index.ts'),
  },
});
Object.assign(binding, ours);

const evaluated = new Map();

function libraryRequire(id) {
  if (id !== 'crypto' && !id.startsWith('internal/crypto/')) return require(id);
  if (!evaluated.has(id)) {
    const module = { exports: {} };
    evaluated.set(id, module);
    const parameters = ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];
    const load = vm.compileFunction(natives[id], parameters, { filename: `node:${id}` });
    const bindingOf = (name) => (name === 'crypto' ? binding : internalBinding(name));
    load(module.exports, libraryRequire, module, process, bindingOf, primordials);
  }
  return evaluated.get(id).exports;
}

evaluateAll(JSON.parse(process.argv[2]), libraryRequire('crypto'), require('crypto')).then((outcomes) => {
  process.stdout.write(JSON.stringify(outcomes));
});
