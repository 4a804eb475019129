/**
 * Runs a program on plain Node, but with Node's module loader standing on our bindings instead of V8's modules:
 *   node --expose-internals testing/plain-node.cjs program.mjs
 * Node's loader is evaluated a second time from its own text, as the container does it.
 */
'use strict';

process.noDeprecation = true;
const { internalBinding, primordials } = require('internal/test/binding');
process.removeAllListeners('warning');
const vm = require('node:vm');
const path = require('node:path');
const { builtinModules, isBuiltin } = require('node:module');
const { installPromiseContext } = require('../../async-context.ts');
const { createModuleWrapBinding } = require('../module-wrap.ts');
const { compileCommonJs } = require('../commonjs.ts');
const syntax = require('../index.ts');

// The names that rewritten text calls.
installPromiseContext();

const natives = process.binding('natives');
process.noDeprecation = undefined;
const { privateSymbols } = internalBinding('util');
const symbols = internalBinding('symbols');
const compile = (code, name) => (0, eval)(`${code}\n//# sourceURL=${name}`);

const moduleWrap = createModuleWrapBinding({
  require: (id) => libraryRequire(id),
  privateSymbols,
  symbols,
  syntax: () => syntax,
  compile,
});

const contextify = {
  ...internalBinding('contextify'),
  containsModuleSyntax: (source) => syntax.containsModuleSyntax(source),
  compileFunctionForCJSLoader: (source, filename, _isSea, detectModule) =>
    compileCommonJs(source, filename, detectModule, {
      syntax: () => syntax,
      compile,
      importFunction: (name) => moduleWrap.importFunction(symbols.vm_dynamic_import_default_internal, name),
      setArrow: (error, frame) => {
        error[privateSymbols.arrow_message_private_symbol] = frame;
        return error;
      },
    }),
};

const overrides = { module_wrap: moduleWrap.binding, contextify };
const libraryBinding = (name) => overrides[name] ?? internalBinding(name);
const evaluated = new Map();

/** The loader's own files are evaluated again, everything else is Node's. */
function libraryRequire(id) {
  if (id === 'internal/bootstrap/realm') return { BuiltinModule };
  if (id !== 'module' && !id.startsWith('internal/modules/')) return require(id);
  if (!evaluated.has(id)) {
    const module = { exports: {} };
    evaluated.set(id, module);
    const parameters = ['exports', 'require', 'module', 'process', 'internalBinding', 'primordials'];
    const load = vm.compileFunction(natives[id], parameters, { filename: `node:${id}` });
    load(module.exports, libraryRequire, module, process, libraryBinding, primordials);
    if (id === 'internal/modules/helpers') module.exports.loadBuiltinModule = loadBuiltinModule;
  }
  return evaluated.get(id).exports;
}

/** The library's own BuiltinModule cannot be reached from a program. */
const BuiltinModule = {
  prototype: {},
  map: new Map(),
  canBeRequiredByUsers: (id) => isBuiltin(`node:${id}`),
  canBeRequiredWithoutScheme: (id) => isBuiltin(id) && !id.startsWith('node:'),
  canBeRequiredByUsersWithoutScheme: (id) => isBuiltin(id) && !id.startsWith('node:'),
  normalizeRequirableId: (id) => (isBuiltin(id) ? id.replace(/^node:/, '') : undefined),
  isBuiltin,
  getCanBeRequiredByUsersWithoutSchemeList: () => builtinModules,
  getSchemeOnlyModuleNames: () => [],
};

/** What BuiltinModule does for `import 'node:fs'`, on our ModuleWrap. */
function loadBuiltinModule(id) {
  if (!BuiltinModule.canBeRequiredByUsers(id)) return undefined;
  const exports = libraryRequire(id);
  const names = [...new Set([...Object.keys(exports), 'default'])];
  const facade = new moduleWrap.binding.ModuleWrap(`node:${id}`, undefined, names, function () {
    for (const name of names) if (name !== 'default') this.setExport(name, exports[name]);
    this.setExport('default', exports);
  });
  facade.link([]);
  facade.instantiate();
  void facade.evaluate();
  return { exports, canBeRequiredByUsers: true, compileForPublicLoader: () => exports, getESMFacade: () => facade };
}

const main = path.resolve(process.argv[2]);
process.argv.splice(1, 2, main);
libraryRequire('internal/modules/cjs/loader').initializeCJS();
libraryRequire('internal/modules/esm/utils').initializeESM();
libraryRequire('internal/modules/run_main').executeUserEntryPoint(main);
