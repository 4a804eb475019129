/**
 * What each proxy stands for. No engine tells JavaScript, and the library must know: `inspect` shows a proxy's target
 * without calling its traps. So the global `Proxy` of a process remembers what it has made.
 */

import { replace } from './globals.ts';

/** The engine's own: a proxy that it makes does not look like one, as what Node's C++ makes does not. */
export const PlainProxy = Proxy;

type Details = readonly [target: object, handler: object] | readonly [null, null];

const made = new WeakMap<object, Details>();

/** Target and handler of a proxy, null and null when it was revoked; undefined for what is no proxy. */
export const proxyDetails = (value: unknown): Details | undefined =>
  typeof value === 'object' || typeof value === 'function' ? made.get(value as object) : undefined;

/** Puts a `Proxy` that remembers in the place of the global one. */
export function installProxies(): void {
  const { revocable } = PlainProxy;
  const remembered = {
    revocable(target: object, handler: object) {
      const { proxy, revoke } = revocable(target, handler);
      made.set(proxy, [target, handler]);
      return {
        proxy,
        revoke: () => {
          revoke();
          made.set(proxy, [null, null]);
        },
      };
    },
  };
  // Without a prototype and without iterators: a program may have put anything into either.
  const handler: ProxyHandler<ProxyConstructor> = {
    construct(constructor, args: [object, object]) {
      const proxy = new constructor(args[0], args[1]);
      made.set(proxy, [args[0], args[1]]);
      return proxy;
    },
  };
  const remembering = new PlainProxy(
    PlainProxy,
    Object.setPrototypeOf(handler, null) as ProxyHandler<ProxyConstructor>,
  );
  replace(PlainProxy, 'revocable', remembered.revocable);
  replace(globalThis, 'Proxy', remembering);
}
