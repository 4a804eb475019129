/** Module namespace objects as the specification has them: null prototype, sorted names, live, not writable. */

import { PlainProxy } from '../proxies.ts';

/** Reads an exported binding; throws the engine's ReferenceError while it is in its temporal dead zone. */
export type Accessor = () => unknown;

/**
 * A proxy, because only a proxy shows a live binding as a plain value (`console.log(namespace)`, spread, descriptors).
 * Named imports do not go through it.
 */
export function createNamespace(accessors: Map<string, Accessor>): object {
  const target = Object.create(null) as Record<PropertyKey, unknown>;
  for (const name of [...accessors.keys()].sort()) {
    Object.defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: false });
  }
  Object.defineProperty(target, Symbol.toStringTag, { value: 'Module' });
  Object.preventExtensions(target);

  const accessor = (key: PropertyKey): Accessor | undefined =>
    typeof key === 'string' ? accessors.get(key) : undefined;
  return new PlainProxy(target, {
    get: (_, key) => {
      const read = accessor(key);
      return read ? read() : target[key];
    },
    set: () => false,
    setPrototypeOf: (_, prototype) => prototype === null,
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      const read = accessor(key);
      if (descriptor && read) descriptor.value = read();
      return descriptor;
    },
    defineProperty: (_, key, { value, ...rest }) => {
      const read = accessor(key);
      if (!read) return Reflect.defineProperty(target, key, { value, ...rest });
      const allowed = rest.configurable !== true && rest.enumerable !== false && rest.writable !== false;
      return allowed && !rest.get && !rest.set && (value === undefined || Object.is(value, read()));
    },
  });
}
