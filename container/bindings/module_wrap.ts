/** `internalBinding('module_wrap')`: ES modules; the work is in process/modules/. */

import { isolateSymbols, library, privateSymbols } from '../process/library.ts';
import { createModuleWrapBinding } from '../process/modules/module-wrap.ts';
import { noteCompiled } from '../process/call-sites.ts';
import { evaluate, syntax } from '../process/syntax.ts';

export const moduleWrap = createModuleWrapBinding({
  require: (id) => library.require(id),
  privateSymbols,
  symbols: isolateSymbols,
  syntax,
  compile(code, name, shifts) {
    noteCompiled(name, 0, shifts);
    return evaluate(code, name);
  },
});

/** What `import()` calls in a file that is no ES module, and in text that it evaluates. */
export const importFunctionOf = (file: string) =>
  moduleWrap.importFunction(isolateSymbols['vm_dynamic_import_default_internal'] as symbol, file);
