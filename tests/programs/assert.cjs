// node:assert: what is said of a value that is not as it should be.
const assert = require('node:assert');

function check(age) {
  assert(age > 3);
}
const cases = [
  () => check(1),
  () => assert.ok(typeof 123 === 'string'),
  () => assert(false, 'told by the program'),
  () => assert(null, new RangeError('its own')),
  () => assert(),
  () => assert.equal(1, 2),
  () => assert.deepStrictEqual({ a: [1, 2] }, { a: [1, 3] }),
  () => assert.throws(() => {}),
  () => assert.match('text', /number/),
  () => assert.strict(0),
];
for (const run of cases) {
  try {
    run();
  } catch (error) {
    console.log(error.name, error.code, error.message, error.generatedMessage, error.operator);
  }
}

(async () => {
  await null;
  assert(await Promise.resolve(0));
})().catch((error) => console.log(error.message));
