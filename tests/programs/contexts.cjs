// vm: scripts with an object of the program's choice as their global object.
const vm = require('node:vm');

console.log(vm.runInNewContext('var a = 1; b = a + x; function f() { return b * 2 } typeof nope + f()', { x: 4 }));
const context = vm.createContext({ n: 1 });
console.log(vm.runInContext('function inc() { n++; return n } inc()', context), vm.runInContext('inc()', context));
console.log(context.n, vm.isContext(context), vm.isContext({}), typeof n);
try {
  vm.runInContext('missing', context);
} catch ({ name, message }) {
  console.log(name, message);
}
console.log(vm.runInNewContext('this.q = 5; globalThis.q + q', {}));
console.log(vm.runInNewContext('"use strict"; [1, 2].map((x) => x * 2).join()'));
console.log(vm.compileFunction('return a + z', ['a'], { parsingContext: vm.createContext({ z: 10 }) })(1));
console.log(new vm.Script('x * 2').runInNewContext({ x: 21 }), vm.runInThisContext('typeof process'));
vm.runInNewContext('(async () => { await null; return v })()', { v: 7 }).then(console.log);
