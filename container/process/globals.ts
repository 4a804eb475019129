/** Gives rewritten source text a function to call: a global name that nobody lists or changes. */
export function hide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value });
}

/** Puts something in the place of what an object of the language has, with what that may be done to. */
export function replace(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { ...Object.getOwnPropertyDescriptor(object, name), value });
}
