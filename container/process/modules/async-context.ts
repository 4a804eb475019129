/**
 * Changes that make source text carry the async context over `await` (see ../async-context.ts for what they call):
 *
 *     await work()               →  $labResume($labContext(),await work())
 *     try { await … } catch {…}  →  … catch {$labEnter($labAt); …}
 *     for await (… of …) {…}     →  {for await (… of …) {$labEnter($labAt); …} $labEnter($labAt);}
 *
 * A function that needs it keeps the context of its last `await` in `$labAt`. All changes are insertions: lines stay.
 */
import type { AnyNode, Program } from 'acorn';
import { childrenOf } from './children.ts';

/** A text to put in. */
export interface Insertion {
  at: number;
  text: string;
}

export interface ContextChanges {
  /** In front of what else is put in at the same place. */
  before: Insertion[];
  /** After it, the inner ones first. */
  after: Insertion[];
  /** Declares what the top level of the text needs; empty when it needs nothing. */
  declaration: string;
}

const DECLARATION = 'let $labAt=$labContext();';
const ENTER = '$labEnter($labAt);';

type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

const isFunction = (node: AnyNode): node is FunctionNode =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

/** Whether a node, functions in it left out, fulfils a condition or contains one that does. */
function someOwn(node: AnyNode, condition: (node: AnyNode) => boolean): boolean {
  if (condition(node)) return true;
  for (const child of childrenOf(node)) if (!isFunction(child) && someOwn(child, condition)) return true;
  return false;
}

const isForAwait = (node: AnyNode): boolean => node.type === 'ForOfStatement' && node.await;
const waits = (node: AnyNode): boolean => node.type === 'AwaitExpression' || isForAwait(node);
/** Whether control can come back after an `await` other than by its value. */
const comesBack = (node: AnyNode): boolean =>
  isForAwait(node) || (node.type === 'TryStatement' && someOwn(node.block, waits));

/** Finds the changes for a whole text. */
export function contextChanges(program: Program): ContextChanges {
  const finder = new ChangeFinder();
  const keeps = program.body.some((node) => !isFunction(node) && someOwn(node, comesBack));
  finder.visit(program, keeps);
  return { before: finder.before, after: finder.after, declaration: keeps ? DECLARATION : '' };
}

class ChangeFinder {
  readonly before: Insertion[] = [];
  readonly after: Insertion[] = [];
  /** Loops with a label: what is put in front of one stands in front of its label. */
  readonly #labelled = new Map<AnyNode, number>();

  /** @param keeps whether the function around the node has a `$labAt` */
  visit(node: AnyNode, keeps: boolean): void {
    if (isFunction(node)) return this.#function(node);
    if (node.type === 'AwaitExpression') {
      this.before.push({ at: node.start, text: `$labResume(${keeps ? '$labAt=' : ''}$labContext(),` });
    }
    if (node.type === 'LabeledStatement') this.#labelled.set(node.body, this.#labelled.get(node) ?? node.start);
    if (node.type === 'TryStatement' && someOwn(node.block, waits)) this.#try(node);
    const isLoop = node.type === 'ForOfStatement' && node.await;
    if (isLoop) this.#loopStart(node);
    for (const child of childrenOf(node)) this.visit(child, keeps);
    if (isLoop) this.#loopEnd(node);
    if (node.type === 'AwaitExpression') this.after.push({ at: node.end, text: ')' });
  }

  #function(node: FunctionNode): void {
    const keeps = node.async === true && someOwn(node.body, comesBack);
    if (keeps) {
      const directives =
        node.body.type === 'BlockStatement' ? node.body.body.filter((each) => 'directive' in each) : [];
      const last = directives.at(-1);
      this.before.push(
        last ? { at: last.end, text: `;${DECLARATION}` } : { at: node.body.start + 1, text: DECLARATION },
      );
    }
    for (const child of childrenOf(node)) this.visit(child, keeps);
  }

  #try({ handler, finalizer }: Extract<AnyNode, { type: 'TryStatement' }>): void {
    for (const block of [handler?.body, finalizer]) if (block) this.before.push({ at: block.start + 1, text: ENTER });
  }

  #loopStart(node: Extract<AnyNode, { type: 'ForOfStatement' }>): void {
    const { body } = node;
    this.before.push({ at: this.#labelled.get(node) ?? node.start, text: '{$labAt=$labContext();' });
    const isBlock = body.type === 'BlockStatement';
    this.before.push(isBlock ? { at: body.start + 1, text: ENTER } : { at: body.start, text: `{${ENTER}` });
  }

  #loopEnd({ end, body }: Extract<AnyNode, { type: 'ForOfStatement' }>): void {
    if (body.type !== 'BlockStatement') this.after.push({ at: body.end, text: '}' });
    this.after.push({ at: end, text: `${ENTER}}` });
  }
}
