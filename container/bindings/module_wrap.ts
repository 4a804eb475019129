/** `internalBinding('module_wrap')`: ES modules; the work is in process/modules/. */

import { isolateSymbols, library, privateSymbols } from '../process/library.ts';
import { createModuleWrapBinding } from '../process/modules/module-wrap.ts';
import { evaluate, syntax } from '../process/syntax.ts';

export const moduleWrap = createModuleWrapBinding({
  require: (id) => library.require(id),
  privateSymbols,
  symbols: isolateSymbols,
  syntax,
  compile: evaluate,
});
