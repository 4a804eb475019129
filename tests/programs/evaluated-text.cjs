// Text that a program evaluates: what it imports and waits for is Node's.
const { AsyncLocalStorage } = require('node:async_hooks');

const AsyncFunction = (async () => {}).constructor;
const GeneratorFunction = function* () {}.constructor;

// TypeScript's own way out of turning import() into require().
const load = new Function('name', 'return import(name)');
const store = new AsyncLocalStorage();

async function main() {
  console.log(Object.keys(await load('./fixtures/modules/plain.mjs')), (await load('node:path')).posix.sep);
  console.log(await load('./nothing.mjs').catch(({ code }) => code));
  console.log((await Function('return import("./fixtures/modules/plain.mjs")')()).default === undefined);

  const [local] = ['./fixtures/modules/plain.mjs'];
  console.log(
    Object.keys(await eval('import(local)')),
    local.length,
    await eval('(async () => (await import("node:os")).EOL)()'),
  );
  console.log(eval('const import_ = 1; import_ + 1'), eval(5), eval());
  try {
    eval('await ) import(');
  } catch ({ name }) {
    console.log(name);
  }

  await store.run('kept', async () => {
    const wait = new AsyncFunction('store', 'pause', 'await pause(); return store.getStore()');
    console.log(await wait(store, () => new Promise((resolve) => setImmediate(resolve))));
    console.log(await eval('(async () => { await null; return store.getStore() })()'));
  });
  console.log([...new GeneratorFunction('yield 1; yield 2')()]);

  console.log(
    Function.name,
    Function.length,
    Function.prototype.constructor === Function,
    main.constructor === AsyncFunction,
  );
  console.log(load instanceof Function, load.name, load.length, (() => {}) instanceof Function, typeof Function);
  class Callable extends Function {
    twice() {
      return this() * 2;
    }
  }
  const callable = new Callable('return 21');
  console.log(callable.twice(), callable instanceof Callable, Function('a', 'b', 'return a + b')(1, 2));
  for (const wrong of [
    () => new Function('return import('),
    () => new Function(Symbol('s')),
    () => new AsyncFunction('await'),
  ]) {
    try {
      wrong();
    } catch ({ name }) {
      console.log(name);
    }
  }
  console.log(String(new Function('a', 'return a')), Function, AsyncFunction);
}
main();
