/**
 * Rewrites source text so that a browser's engine can run it the way Node does.
 *
 * An ES module becomes a generator function. Its first step creates the module's bindings (function declarations
 * are hoisted, everything else is still in its temporal dead zone) and hands out one accessor per export; its second
 * step runs the body. So cycles, live bindings and "Cannot access 'x' before initialization" are the engine's own.
 * A reference to an imported name becomes a call of an accessor of the same name: `count` → `count()`. Shadowing
 * needs no renaming that way, `fn()(1)` passes no `this`, and no edit starts with a token that could swallow the end
 * of a line without a semicolon.
 *
 * All edits are made by position: no line is added or removed, so stack traces need no source map.
 */
import {
  Parser,
  type AnyNode,
  type CallExpression,
  type ImportAttribute,
  type Identifier,
  type Literal,
  type Program,
} from 'acorn';
import { contextChanges } from './async-context.ts';
import type { Insertion } from './async-context.ts';
import { findReferences, patternNames } from './references.ts';

/** What a module asks for: one entry per distinct pair of specifier and attributes, in source order. */
export interface ModuleRequest {
  specifier: string;
  attributes: Record<string, string>;
}

/** An import that must resolve when the module is linked; `name` is `*` for a namespace. */
export interface ImportEntry {
  request: number;
  name: string;
  /** Offsets of the specifier in the source, for the error message. */
  start: number;
  end: number;
}

/** `export { a as b } from './x'` (and `export { a }` of an imported `a`): resolved by the module at `request`. */
export interface IndirectExport extends ImportEntry {
  exported: string;
}

export interface TransformedModule {
  /** An expression: the (async) generator function. */
  code: string;
  shifts: Shift[];
  requests: ModuleRequest[];
  /** In the order of the generator's parameters after the first. */
  imports: ImportEntry[];
  localExports: string[];
  indirectExports: IndirectExport[];
  /** Requests whose exports are all passed on: `export * from`. */
  starExports: number[];
  hasTopLevelAwait: boolean;
}

export interface TransformedScript {
  code: string;
  shifts: Shift[];
  /** The free identifier that stands for `import` in the code, if it has any: (specifier, options) => Promise. */
  importFunction: string | null;
}

/** Where a line has become longer: what stands at `column` of the new line (from 1) or behind it has moved by `by`. */
export interface Shift {
  line: number;
  column: number;
  by: number;
  /** The length of an imported name that stands before the column and is called there. */
  name?: number;
}

interface Edit {
  start: number;
  end: number;
  text: string;
  /** The length of the name whose reading is a call now. */
  name?: number;
}

/** The start of `base`, extended until the source does not contain it. */
function unusedName(base: string, source: string): string {
  let name = base;
  while (source.includes(name)) name += '_';
  return name;
}

/** @param head what stands in front of the source, without a line break */
function applyEdits(source: string, edits: Edit[], head = ''): { code: string; shifts: Shift[] } {
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  const shifts: Shift[] = head === '' ? [] : [{ line: 1, column: head.length + 1, by: head.length }];
  let code = head;
  let position = 0;
  let line = 1;
  let lineStart = 0;
  const add = (text: string) => {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line++;
      lineStart = code.length + at + 1;
    }
    code += text;
  };
  for (const { start, end, text, name } of edits) {
    add(source.slice(position, start));
    add(text);
    position = end;
    const by = text.length - (end - start);
    if (by === 0) continue;
    const called = name !== undefined && source[end] === '(';
    shifts.push({ line, column: code.length - lineStart + 1, by, ...(called ? { name } : {}) });
  }
  add(source.slice(position));
  return { code, shifts };
}

const asEdit = ({ at, text }: Insertion): Edit => ({ start: at, end: at, text });

/** Text of the same length and the same lines that does nothing. Starts with `;` so that no statement runs on. */
function blank(text: string): string {
  return ';' + text.slice(1).replace(/[^\r\n\u2028\u2029]/g, ' ');
}

/** The name in an import or export specifier: an identifier or, since ES2022, a string. */
function specifierName(node: Identifier | Literal): string {
  return node.type === 'Literal' ? String(node.value) : node.name;
}

function attributesOf(attributes: ImportAttribute[] | undefined): Record<string, string> {
  const result: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { key, value } of attributes ?? []) result[specifierName(key)] = String(value.value);
  return result;
}

/** Offset of the first character after white space, comments and `keyword`. */
function afterKeyword(source: string, position: number, keyword: string): number {
  const trivia = /(?:\s|\/\/.*|\/\*[^]*?\*\/)*/y;
  trivia.lastIndex = position;
  trivia.exec(source);
  return trivia.lastIndex + keyword.length;
}

/**
 * Rewrites an ES module.
 * @throws {SyntaxError} acorn's, with `pos` (offset) and `loc`; see syntax-error.ts for Node's wording
 */
export function transformModule(source: string): TransformedModule {
  const program = Parser.parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  return new ModuleTransform(source, program).result();
}

class ModuleTransform {
  readonly #source: string;
  readonly #program: Program;
  /** Name of the generator's first parameter: the module's link to the loader. */
  readonly #link: string;
  readonly #edits: Edit[] = [];
  /** What is put in after whatever else is put in at the same place. */
  readonly #endings: Edit[] = [];
  readonly #requests: ModuleRequest[] = [];
  readonly #requestIndex = new Map<string, number>();
  /** Local name → what it imports. */
  readonly #imports = new Map<string, ImportEntry>();
  /** Exported name → expression that reads it. */
  readonly #localExports: [string, string][] = [];
  readonly #indirectExports: IndirectExport[] = [];
  readonly #starExports: number[] = [];
  #setUp = '';

  constructor(source: string, program: Program) {
    this.#source = source;
    this.#program = program;
    this.#link = unusedName('__esm_', source);
  }

  result(): TransformedModule {
    const body = this.#program.body;
    for (const node of body) if (node.type === 'ImportDeclaration') this.#import(node);
    for (const node of body) this.#export(node);
    if (this.#source.startsWith('#!')) this.#edits.push({ start: 0, end: 2, text: '//' });
    const hasTopLevelAwait = this.#rewriteReferences();
    const context = contextChanges(this.#program);
    const edits = [...context.before.map(asEdit), ...this.#edits, ...context.after.map(asEdit), ...this.#endings];

    const parameters = [this.#link, ...this.#imports.keys()].join();
    const exports = this.#localExports.map(([name, value]) => `${JSON.stringify(name)},()=>${value}`).join();
    const head = `(${hasTopLevelAwait ? 'async ' : ''}function*(${parameters}){"use strict";${this.#setUp}${context.declaration}`;
    const { code, shifts } = applyEdits(this.#source, edits, `${head}${this.#link}.exports(${exports});yield;`);
    return {
      code: `${code}\n})`,
      shifts,
      requests: this.#requests,
      imports: [...this.#imports.values()],
      localExports: this.#localExports.map(([name]) => name),
      indirectExports: this.#indirectExports,
      starExports: this.#starExports,
      hasTopLevelAwait,
    };
  }

  #request(source: Literal, attributes: ImportAttribute[] | undefined): number {
    const request = { specifier: String(source.value), attributes: attributesOf(attributes) };
    const key = JSON.stringify([request.specifier, Object.entries(request.attributes).sort()]);
    let index = this.#requestIndex.get(key);
    if (index === undefined) {
      index = this.#requests.push(request) - 1;
      this.#requestIndex.set(key, index);
    }
    return index;
  }

  #blank(start: number, end: number): void {
    this.#edits.push({ start, end, text: blank(this.#source.slice(start, end)) });
  }

  #import(node: Extract<AnyNode, { type: 'ImportDeclaration' }>): void {
    const request = this.#request(node.source, node.attributes);
    for (const specifier of node.specifiers) {
      let name = '*';
      if (specifier.type === 'ImportDefaultSpecifier') name = 'default';
      if (specifier.type === 'ImportSpecifier') name = specifierName(specifier.imported);
      const { start, end } = specifier.type === 'ImportSpecifier' ? specifier.imported : specifier;
      this.#imports.set(specifier.local.name, { request, name, start, end });
    }
    this.#blank(node.start, node.end);
  }

  #export(node: AnyNode): void {
    if (node.type === 'ExportAllDeclaration') {
      const request = this.#request(node.source, node.attributes);
      if (node.exported) {
        const { start, end } = node;
        this.#indirectExports.push({ exported: specifierName(node.exported), request, name: '*', start, end });
      } else {
        this.#starExports.push(request);
      }
      this.#blank(node.start, node.end);
    } else if (node.type === 'ExportNamedDeclaration') {
      if (node.declaration) this.#exportDeclaration(node.start, node.declaration);
      else this.#exportNames(node);
    } else if (node.type === 'ExportDefaultDeclaration') {
      this.#exportDefault(node);
    }
  }

  #exportDeclaration(start: number, declaration: AnyNode): void {
    this.#blank(start, declaration.start);
    if (declaration.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) {
        for (const name of patternNames(id)) this.#localExports.push([name, name]);
      }
    } else if (
      (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
      declaration.id
    ) {
      this.#localExports.push([declaration.id.name, declaration.id.name]);
    }
  }

  #exportNames(node: Extract<AnyNode, { type: 'ExportNamedDeclaration' }>): void {
    const from = node.source ? this.#request(node.source, node.attributes) : undefined;
    for (const specifier of node.specifiers) {
      const local = specifierName(specifier.local);
      const exported = specifierName(specifier.exported);
      const { start, end } = specifier.local;
      const imported = this.#imports.get(local);
      if (from !== undefined) {
        this.#indirectExports.push({ exported, request: from, name: local, start, end });
      } else if (imported && imported.name !== '*') {
        this.#indirectExports.push({ ...imported, exported });
      } else {
        this.#localExports.push([exported, local]);
      }
    }
    this.#blank(node.start, node.end);
  }

  #exportDefault(node: Extract<AnyNode, { type: 'ExportDefaultDeclaration' }>): void {
    const { declaration } = node;
    const isFunction = declaration.type === 'FunctionDeclaration';
    if ((isFunction || declaration.type === 'ClassDeclaration') && declaration.id) {
      this.#exportDefaultName(node.start, declaration.start, declaration.id.name);
      return;
    }
    const name = `${this.#link}default`;
    if (isFunction) {
      // A declaration, so that it is hoisted; it needs a name, but has to be called `default`.
      this.#exportDefaultName(node.start, declaration.start, name);
      let at = declaration.start;
      for (const keyword of [declaration.async && 'async', 'function', declaration.generator && '*']) {
        if (keyword) at = afterKeyword(this.#source, at, keyword);
      }
      this.#edits.push({ start: at, end: at, text: ` ${name}` });
      this.#setUp = `${this.#link}.nameDefault(${name});`;
      return;
    }
    // A property called `default` gives an anonymous function or class its name, as the specification asks.
    const value = afterKeyword(this.#source, node.start + 'export'.length, 'default');
    const lines = blank(this.#source.slice(node.start, value)).replace(/[; ]/g, '');
    const end = this.#source[node.end - 1] === ';' ? node.end - 1 : node.end;
    this.#edits.push({ start: node.start, end: value, text: `;const {default:${name}}={default:${lines}` });
    this.#endings.push({ start: end, end, text: '};' });
    this.#localExports.push(['default', name]);
  }

  #exportDefaultName(start: number, declaration: number, name: string): void {
    this.#blank(start, declaration);
    this.#localExports.push(['default', name]);
  }

  /** @returns whether the module awaits at its top level */
  #rewriteReferences(): boolean {
    const found = findReferences(this.#program, this.#imports);
    for (const { name, kind, start, end } of found.references) {
      // A namespace is handed over as it is: it never changes.
      const isNamespace = this.#imports.get(name)?.name === '*';
      if (kind === 'write') this.#edits.push({ start, end, text: `${this.#link}.constant` });
      else if (kind === 'shorthand write') this.#edits.push({ start: end, end, text: `:${this.#link}.constant` });
      else if (isNamespace) continue;
      else if (kind === 'read') this.#edits.push({ start: end, end, text: '()', name: end - start });
      else if (kind === 'shorthand') this.#edits.push({ start: end, end, text: `:${name}()` });
      else this.#edits.push({ start, end, text: `(${name}())` });
    }
    for (const { start, end } of found.importMetas) this.#edits.push({ start, end, text: `${this.#link}.meta` });
    for (const { start } of found.importCalls) {
      this.#edits.push({ start, end: start + 'import'.length, text: `${this.#link}.import` });
    }
    return found.hasTopLevelAwait;
  }
}

/**
 * Collects the calls of `import()`, and the first arguments of calls of `eval`, while it parses: a walk over the tree is
 * not needed for scripts.
 */
class CallParser extends Parser {
  static imports: number[] = [];
  static evaluated: AnyNode[] = [];

  // acorn's own extension point; its types leave it out.
  finishNode<T extends AnyNode>(node: T, type: string): T {
    if (type === 'ImportExpression') CallParser.imports.push(node.start);
    if (type === 'CallExpression') {
      const { callee, arguments: given } = node as unknown as CallExpression;
      const [text] = given;
      if (callee.type === 'Identifier' && callee.name === 'eval' && text && text.type !== 'SpreadElement')
        CallParser.evaluated.push(text);
    }
    return (Parser.prototype as unknown as { finishNode(node: T, type: string): T }).finishNode.call(this, node, type);
  }
}

/**
 * Rewrites a script or CommonJS module: its `import()` calls, the texts that it gives to `eval`
 * (process/evaluated-text.ts), and what carries the async context.
 * @returns null when nothing has to change
 * @throws {SyntaxError} acorn's
 */
export function transformScript(source: string): TransformedScript | null {
  const imports: number[] = (CallParser.imports = []);
  const evaluated: AnyNode[] = (CallParser.evaluated = []);
  const program = CallParser.parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowHashBang: true,
  });
  const { before, after } = contextChanges(program);
  if (imports.length === 0 && evaluated.length === 0 && before.length === 0) return null;
  const importFunction = imports.length > 0 ? unusedName('$mport', source) : null;
  const edits = [
    ...imports.map((start) => ({ start, end: start + 'import'.length, text: importFunction! })),
    ...evaluated.map(({ start }) => ({ start, end: start, text: '$labText(' })),
  ];
  const ends = evaluated.map(({ end }) => ({ start: end, end, text: ')' }));
  return { ...applyEdits(source, [...edits, ...before.map(asEdit), ...after.map(asEdit), ...ends]), importFunction };
}
