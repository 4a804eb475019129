/** Gives rewritten source text a function to call: a global name that nobody lists or changes. */
export function hide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value });
}
