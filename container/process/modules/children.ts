import type { AnyNode } from 'acorn';

/** What a node of a syntax tree is made of, in no order that could be relied on. */
export function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof (each as AnyNode | null)?.type === 'string') yield each as AnyNode;
    }
  }
}
