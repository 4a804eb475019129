/**
 * Finds where a module uses its imports, in one pass over the tree: scopes remember only the names that could shadow
 * an import, and references are resolved at the end, when hoisted `var`s are known.
 */
import type { AnyNode, Function as FunctionNode, Pattern, Program } from 'acorn';

/** How a reference is used: `new Name` needs parentheses around a call, `{ name }` needs its key spelt out. */
export type ReferenceKind = 'read' | 'new' | 'shorthand' | 'write' | 'shorthand write';

export interface Reference {
  name: string;
  kind: ReferenceKind;
  start: number;
  end: number;
}

export interface References {
  /** Uses of the imported names, shadowed ones left out. */
  references: Reference[];
  importMetas: { start: number; end: number }[];
  importCalls: { start: number }[];
  hasTopLevelAwait: boolean;
}

/** The names that a declaration's pattern binds. */
export function patternNames(pattern: Pattern | null | undefined, names: string[] = []): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      names.push(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        patternNames(property.type === 'RestElement' ? property.argument : property.value, names);
      }
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) patternNames(element, names);
      break;
    case 'AssignmentPattern':
      patternNames(pattern.left, names);
      break;
    case 'RestElement':
      patternNames(pattern.argument, names);
      break;
  }
  return names;
}

interface Scope {
  parent: Scope | null;
  /** The scope that `var` declarations inside belong to. */
  variables: Scope;
  names: Set<string> | null;
}

/** @param imported the local names of the module's imports */
export function findReferences(program: Program, imported: { has(name: string): boolean }): References {
  const finder = new ReferenceFinder(imported);
  for (const node of program.body) finder.visit(node);
  return finder.result();
}

class ReferenceFinder {
  readonly #imported: { has(name: string): boolean };
  readonly #candidates: (Reference & { scope: Scope })[] = [];
  readonly #importMetas: { start: number; end: number }[] = [];
  readonly #importCalls: { start: number }[] = [];
  readonly #module: Scope;
  #scope: Scope;
  #functionDepth = 0;
  #hasTopLevelAwait = false;

  constructor(imported: { has(name: string): boolean }) {
    this.#imported = imported;
    this.#module = { parent: null, names: null } as unknown as Scope;
    this.#module.variables = this.#module;
    this.#scope = this.#module;
  }

  result(): References {
    const isShadowed = (name: string, from: Scope): boolean => {
      for (let scope = from; scope.parent; scope = scope.parent) if (scope.names?.has(name)) return true;
      return false;
    };
    return {
      references: this.#candidates.filter(({ name, scope }) => !isShadowed(name, scope)),
      importMetas: this.#importMetas,
      importCalls: this.#importCalls,
      hasTopLevelAwait: this.#hasTopLevelAwait,
    };
  }

  #inScope(isFunction: boolean, visit: () => void): void {
    const parent = this.#scope;
    const scope: Scope = { parent, variables: parent.variables, names: null };
    if (isFunction) scope.variables = scope;
    this.#scope = scope;
    visit();
    this.#scope = parent;
  }

  #declare(scope: Scope, name: string): void {
    if (this.#imported.has(name)) (scope.names ??= new Set()).add(name);
  }

  #declarePattern(scope: Scope, pattern: Pattern): void {
    if (pattern.type === 'Identifier') this.#declare(scope, pattern.name);
    else for (const name of patternNames(pattern)) this.#declare(scope, name);
  }

  #reference(node: { name: string; start: number; end: number }, kind: ReferenceKind): void {
    if (!this.#imported.has(node.name)) return;
    this.#candidates.push({ name: node.name, kind, start: node.start, end: node.end, scope: this.#scope });
  }

  #visitAll(nodes: readonly (AnyNode | null)[]): void {
    for (const node of nodes) if (node) this.visit(node);
  }

  visit(node: AnyNode | null | undefined): void {
    if (!node) return;
    switch (node.type) {
      case 'Identifier':
        return this.#reference(node, 'read');
      case 'Literal':
      case 'TemplateElement':
      case 'ThisExpression':
      case 'Super':
      case 'PrivateIdentifier':
      case 'EmptyStatement':
      case 'DebuggerStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        return this.visit(node.declaration);
      case 'CallExpression':
        this.visit(node.callee);
        return this.#visitAll(node.arguments);
      case 'NewExpression':
        this.#newCallee(node.callee);
        return this.#visitAll(node.arguments);
      case 'MemberExpression':
        this.visit(node.object);
        if (node.computed) this.visit(node.property);
        return;
      case 'AssignmentExpression':
        this.#target(node.left);
        return this.visit(node.right);
      case 'UpdateExpression':
        return this.#target(node.argument as Pattern);
      case 'Property':
        if (node.computed) this.visit(node.key);
        if (node.shorthand && node.value.type === 'Identifier') return this.#reference(node.value, 'shorthand');
        return this.visit(node.value);
      case 'MethodDefinition':
        if (node.computed) this.visit(node.key);
        return this.visit(node.value);
      case 'PropertyDefinition':
        if (node.computed) this.visit(node.key);
        return this.#insideFunction(() => this.visit(node.value));
      case 'StaticBlock':
        return this.#insideFunction(() => this.#inScope(true, () => this.#visitAll(node.body)));
      case 'LabeledStatement':
        return this.visit(node.body);
      case 'MetaProperty':
        if (node.meta.name === 'import') this.#importMetas.push(node);
        return;
      case 'ImportExpression':
        this.#importCalls.push(node);
        this.visit(node.source);
        return this.visit(node.options);
      case 'AwaitExpression':
        if (this.#functionDepth === 0) this.#hasTopLevelAwait = true;
        return this.visit(node.argument);
      case 'VariableDeclaration':
        return this.#variables(node);
      case 'FunctionDeclaration':
        if (node.id) this.#declare(this.#scope, node.id.name);
        return this.#function(node);
      case 'FunctionExpression':
        return this.#inScope(false, () => {
          if (node.id) this.#declare(this.#scope, node.id.name);
          this.#function(node);
        });
      case 'ArrowFunctionExpression':
        return this.#function(node);
      case 'ClassDeclaration':
      case 'ClassExpression':
        if (node.type === 'ClassDeclaration' && node.id) this.#declare(this.#scope, node.id.name);
        return this.#inScope(false, () => {
          if (node.id) this.#declare(this.#scope, node.id.name);
          this.visit(node.superClass);
          this.#visitAll(node.body.body);
        });
      case 'BlockStatement':
        return this.#inScope(false, () => this.#visitAll(node.body));
      case 'SwitchStatement':
        this.visit(node.discriminant);
        return this.#inScope(false, () => {
          for (const branch of node.cases) {
            this.visit(branch.test);
            this.#visitAll(branch.consequent);
          }
        });
      case 'ForStatement':
        return this.#inScope(false, () =>
          this.#visitAll([node.init ?? null, node.test ?? null, node.update ?? null, node.body]),
        );
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.type === 'ForOfStatement' && node.await && this.#functionDepth === 0) this.#hasTopLevelAwait = true;
        return this.#inScope(false, () => {
          if (node.left.type === 'VariableDeclaration') this.#variables(node.left);
          else this.#target(node.left);
          this.visit(node.right);
          this.visit(node.body);
        });
      case 'CatchClause':
        return this.#inScope(false, () => {
          if (node.param) this.#binding(this.#scope, node.param);
          this.visit(node.body);
        });
      default:
        return this.#children(node);
    }
  }

  /** Every other kind of node: its children are all expressions or statements in the same scope. */
  #children(node: AnyNode): void {
    const record = node as unknown as Record<string, unknown>;
    for (const key in record) {
      const child = record[key];
      if (typeof child !== 'object' || child === null) continue;
      if (Array.isArray(child)) this.#visitAll(child as (AnyNode | null)[]);
      else if (typeof (child as AnyNode).type === 'string') this.visit(child as AnyNode);
    }
  }

  #insideFunction(visit: () => void): void {
    this.#functionDepth++;
    visit();
    this.#functionDepth--;
  }

  #function(node: FunctionNode): void {
    this.#insideFunction(() =>
      // Parameters have a scope of their own: a default value does not see the body's variables.
      this.#inScope(true, () => {
        for (const parameter of node.params) this.#binding(this.#scope, parameter);
        if (node.body.type !== 'BlockStatement') return this.visit(node.body);
        const { body } = node.body;
        this.#inScope(true, () => this.#visitAll(body));
      }),
    );
  }

  #variables(node: Extract<AnyNode, { type: 'VariableDeclaration' }>): void {
    const scope = node.kind === 'var' ? this.#scope.variables : this.#scope;
    for (const { id, init } of node.declarations) {
      this.#binding(scope, id);
      this.visit(init);
    }
  }

  /** A declaring pattern: its names are declared, its default values and computed keys are visited. */
  #binding(scope: Scope, pattern: Pattern): void {
    this.#declarePattern(scope, pattern);
    if (pattern.type !== 'Identifier') this.#pattern(pattern, () => undefined);
  }

  /** The target of an assignment. */
  #target(pattern: Pattern): void {
    this.#pattern(pattern, (node, kind) => this.#reference(node, kind));
  }

  #pattern(
    pattern: Pattern | null,
    onName: (node: { name: string; start: number; end: number }, kind: ReferenceKind) => void,
  ): void {
    switch (pattern?.type) {
      case undefined:
        return;
      case 'Identifier':
        return onName(pattern, 'write');
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') {
            this.#pattern(property.argument, onName);
          } else {
            if (property.computed) this.visit(property.key);
            const { value } = property;
            if (property.shorthand && value.type === 'Identifier') onName(value, 'shorthand write');
            else if (property.shorthand && value.type === 'AssignmentPattern' && value.left.type === 'Identifier') {
              onName(value.left, 'shorthand write');
              this.visit(value.right);
            } else this.#pattern(value, onName);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) this.#pattern(element, onName);
        return;
      case 'AssignmentPattern':
        this.#pattern(pattern.left, onName);
        return this.visit(pattern.right);
      case 'RestElement':
        return this.#pattern(pattern.argument, onName);
      default:
        return this.visit(pattern);
    }
  }

  /** `new a.b()`: only the innermost object can be an import, and a call there would end the callee. */
  #newCallee(callee: AnyNode): void {
    if (callee.type === 'Identifier') return this.#reference(callee, 'new');
    if (callee.type !== 'MemberExpression') return this.visit(callee);
    this.#newCallee(callee.object);
    if (callee.computed) this.visit(callee.property);
  }
}
