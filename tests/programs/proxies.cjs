// Proxy, as util and console see it: what is behind one is shown without calling its traps.
const util = require('node:util');

const refuse = () => {
  throw new Error('a trap was called');
};
const guarded = new Proxy({ a: 1 }, { get: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse, has: refuse });
console.log(guarded, util.inspect(guarded), util.inspect(guarded, { showProxy: true }));
console.log(new Proxy([1, 2], {}), new Proxy(function named() {}, {}), new Proxy(new Proxy({ deep: 1 }, {}), {}));
console.log(util.types.isProxy(guarded), util.types.isProxy(new Proxy(Map, {})), util.types.isProxy({}));

const { proxy, revoke } = Proxy.revocable({}, {});
console.log(util.types.isProxy(proxy), proxy);
revoke();
console.log(proxy, util.inspect(proxy, { showProxy: true }), util.types.isProxy(proxy));

console.log(Proxy.name, Proxy.length, typeof Proxy.prototype, Object.getOwnPropertyNames(Proxy));
for (const wrong of [
  () => Proxy({}, {}),
  () => new Proxy(1, {}),
  () => new Proxy({}),
  () => Reflect.construct(Proxy, []),
]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.name, error.message);
  }
}
Object.prototype.get = refuse;
const made = new Proxy([1, 2], { __proto__: null });
const makers = [Proxy.name, typeof Proxy.revocable];
delete Object.prototype.get;
console.log(made, makers);
console.log(util.isDeepStrictEqual(new Proxy({ a: 1 }, {}), { a: 1 }), new Proxy({}, {}) instanceof Object);

// What a proxy stands before is not what it is, whatever its target; a revoked one is nothing at all.
const revoked = Proxy.revocable(function* () {}, {});
revoked.revoke();
const targets = [async () => {}, function* () {}, (function* () {})(), new Map().entries(), new Set().values()];
targets.push(Promise.resolve(), new Error('behind'), (() => arguments)());
const seen = [...targets.map((target) => new Proxy(target, {})), revoked.proxy];
const kinds = Object.keys(util.types).filter((kind) => !kind.includes('Key')); // Those read properties.
for (const value of seen) console.log(kinds.filter((kind) => util.types[kind](value)));
