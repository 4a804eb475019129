import { Parser, type AnyNode } from 'acorn';
import { childrenOf } from './children.ts';
import { patternNames } from './references.ts';

/** The names that a script gives to its global object. */
export interface ScriptNames {
  functions: string[];
  /** Of `var`, wherever in the script it stands. */
  variables: string[];
  /** What the script asks the type of, and so may not exist. */
  askedFor: string[];
  /** Where its statements begin, after directives. */
  start: number;
}

/**
 * Finds the names of a script.
 * @throws {SyntaxError} acorn's
 */
export function scriptNames(source: string): ScriptNames {
  const program = Parser.parse(source, { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true });
  const names: ScriptNames = { functions: [], variables: [], askedFor: [], start: 0 };
  for (const node of program.body) {
    if ('directive' in node) names.start = node.end;
    if (node.type === 'FunctionDeclaration') names.functions.push(node.id.name);
  }
  visit(program, names, true);
  return names;
}

function visit(node: AnyNode, names: ScriptNames, isGlobal: boolean): void {
  if (isGlobal && node.type === 'VariableDeclaration' && node.kind === 'var') {
    for (const { id } of node.declarations) names.variables.push(...patternNames(id));
  }
  if (node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier') {
    names.askedFor.push(node.argument.name);
  }
  const inside = isGlobal && !/Function/.test(node.type);
  for (const child of childrenOf(node)) visit(child, names, inside);
}
