/** What needs a parser: a bundle of its own, loaded when a process meets its first ES module, `import()` or syntax error. */

export { transformModule, transformScript } from './transform.ts';
export { containsModuleSyntax, explainSyntaxError, locateSyntaxError } from './syntax-error.ts';
export { scriptNames } from './script-names.ts';
