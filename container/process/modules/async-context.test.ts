import assert from 'node:assert/strict';
import test from 'node:test';
import { transformModule, transformScript } from './transform.ts';

const scripts: Record<string, [source: string, rewritten: string]> = {
  'an await': ['async () => await work()', 'async () => $labResume($labContext(),await work())'],
  'an await in an await': [
    'async () => await f(await g())',
    'async () => $labResume($labContext(),await f($labResume($labContext(),await g())))',
  ],
  'what is caught': [
    'async function f() { try { await g() } catch { h() } finally { i() } }',
    'async function f() {let $labAt=$labContext(); try { $labResume($labAt=$labContext(),await g()) }' +
      ' catch {$labEnter($labAt); h() } finally {$labEnter($labAt); i() } }',
  ],
  'directives, which stay first': [
    "async () => { 'use strict'; try { await g() } catch {} }",
    "async () => { 'use strict';;let $labAt=$labContext(); try { $labResume($labAt=$labContext(),await g()) }" +
      ' catch {$labEnter($labAt);} }',
  ],
  'a loop over what comes later, with its label': [
    'async () => { a: for await (const x of y) if (x) continue a; }',
    'async () => {let $labAt=$labContext(); {$labAt=$labContext();a: for await (const x of y)' +
      ' {$labEnter($labAt);if (x) continue a;}$labEnter($labAt);} }',
  ],
};

for (const [name, [source, rewritten]] of Object.entries(scripts)) {
  test(`the async context goes over ${name}`, () => {
    const script = transformScript(source);
    assert.equal(script?.code, rewritten);
    new Function(rewritten); // It is still JavaScript.
  });
}

test('what waits for nothing stays as it is', () => {
  assert.equal(transformScript('function f() { return "await" }'), null);
});

test('at the top of a module, behind an import and in front of an export’s end', () => {
  const { code } = transformModule(`import { later } from 'x';\nexport default await later`);
  assert.match(code, /default: \$labResume\(\$labContext\(\),await later\(\)\)\};/);
});
