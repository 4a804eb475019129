/** What is said about broken source text, compared with what Node prints for the same text. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { containsModuleSyntax, locateSyntaxError } from './syntax-error.ts';
import { sourceFrame } from './source-position.ts';
import { transformModule, transformScript } from './transform.ts';

/** Node's own frame and message for a text given on stdin. */
function nodeSays(source: string, type: 'module' | 'commonjs'): string {
  try {
    execFileSync(process.execPath, [`--input-type=${type}`], { input: source, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stderr } = error as { stderr: string };
    const frame = stderr.slice(stderr.indexOf('\n') + 1, stderr.indexOf('SyntaxError')).trimEnd();
    return `${/:\d+$/m.exec(stderr)?.[0]}\n${frame}\n${/^SyntaxError: .*$/m.exec(stderr)?.[0]}`;
  }
  throw new Error('Node found no error');
}

function weSay(source: string, kind: 'module' | 'commonjs'): string {
  const found = locateSyntaxError(source, kind);
  assert.ok(found);
  return `${sourceFrame('', source, found, found.width).trimEnd()}\nSyntaxError: ${found.message}`;
}

const broken = [
  'const a = ;',
  'let a = 1;\n\tlet b = (a;',
  'const a = 1;\nconst a = 2;',
  'let s = "abc\n',
  'a b',
  'x = {\n  a: 1\n  bcd: 2\n}',
  'class A { constructor() {} constructor() {} }',
  'for (const x of) {}',
  'if (a) } else {}',
  'let a;\nconst b, c = 1;',
];

for (const source of broken) {
  test(`words and place of ${JSON.stringify(source)}`, () => {
    assert.equal(weSay(source, 'commonjs'), nodeSays(source, 'commonjs'));
    const module = `import 'node:fs';\nexport const before = 1;\n${source}`;
    assert.equal(weSay(module, 'module'), nodeSays(module, 'module'));
  });
}

test('words and place of what only a module can get wrong', () => {
  for (const source of ['export { nope };', "import { a } from 'x';\nlet a;"]) {
    assert.equal(weSay(source, 'module'), nodeSays(source, 'module'));
  }
});

test('words where the place differs by a few columns', () => {
  for (const source of ['foo(1 2)', 'function f() {', 'export let q; export { q as q };']) {
    const words = (text: string) => text.replace(/^ *\^+\n/m, '');
    assert.equal(words(weSay(source, 'module')), words(nodeSays(source, 'module')));
  }
});

test('a text without errors has none', () => {
  assert.equal(locateSyntaxError('#!/usr/bin/env node\nreturn await1', 'commonjs'), null);
  assert.equal(locateSyntaxError('export {}; await 1', 'module'), null);
});

test('module syntax is found only where CommonJS would fail for it', () => {
  const modules = ["import 'x'", 'export {}', 'import.meta', 'await 1', 'const require = 1', 'export {}; x ='];
  const others = ['const a = ;', 'return 1', "import('x')", 'const await = 1', "'export {}'", 'x ='];
  assert.deepEqual(
    modules.filter((source) => !containsModuleSyntax(source)),
    [],
  );
  assert.deepEqual(
    others.filter((source) => containsModuleSyntax(source)),
    [],
  );
});

test('lines stay where they are', () => {
  const source = [
    '#!/usr/bin/env node',
    'import {\n  a,\n  b,\n} from "x"; export {\n a as c }; export default',
    'class {}\nlet z; export\nconst y = /* \n */ a',
    'export * from\n"q"; export default1; let default1; // end',
  ].join('\r\n');
  const { code } = transformModule(source.replace('export default1; ', ''));
  assert.equal(code.split('\n').length - 1, source.split('\n').length);
  assert.equal(
    code.split('\n').findIndex((line) => line.includes('// end')),
    source.split('\n').length - 1,
  );
});

test('a script changes only where it imports', () => {
  assert.equal(transformScript('const important = "import(x)";'), null);
  const script = transformScript('const $mport = import("a"); x.import(1); // import("b")');
  assert.deepEqual(script, {
    code: 'const $mport = $mport_("a"); x.import(1); // import("b")',
    importFunction: '$mport_',
    shifts: [{ line: 1, column: 23, by: 1 }],
  });
});
