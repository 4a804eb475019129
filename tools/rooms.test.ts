import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { ESLint } from 'eslint';
import { refusal } from './rooms.mjs';
import { root } from './run.mjs';

test('the linter refuses a planted import across rooms, in TypeScript and in Astro files', async () => {
  const eslint = new ESLint({ cwd: root });
  const planted = [
    { file: 'platform/protocol.ts', text: "import '../src/lab/lab.ts';\n", line: 1 },
    {
      file: 'src/components/Lab.astro',
      text: "---\nimport '../../container/index.ts';\n---\n\n<p>Text</p>\n",
      line: 2,
    },
  ];
  for (const { file, text, line } of planted) {
    const [result] = await eslint.lintText(text, { filePath: join(root, file) });
    const found = result?.messages.filter((message) => message.ruleId === 'lab/rooms');
    assert.deepEqual(
      found?.map((message) => message.line),
      [line],
      file,
    );
  }
});

test('the linter lets an import within a room pass', async () => {
  const [result] = await new ESLint({ cwd: root }).lintText("import './events.ts';\n", {
    filePath: join(root, 'platform/protocol.ts'),
  });
  assert.deepEqual(result?.messages, []);
});

const cases: [allowed: boolean, file: string, specifier: string, kind: 'value' | 'type' | 'dynamic'][] = [
  [true, 'platform/router.ts', 'node:http', 'value'],
  [true, 'platform/services/kv.ts', '../events.ts', 'value'],
  [false, 'platform/router.ts', 'zod', 'value'],
  [false, 'platform/router.ts', '../container/kernel/disk.ts', 'type'],
  [true, 'platform/router.test.ts', 'node:test', 'value'],
  [false, 'platform/router.test.ts', '../src/site.ts', 'value'],

  [true, 'container/process/modules/transform.ts', 'acorn', 'value'],
  [false, 'container/process/modules/transform.ts', 'rolldown', 'value'],
  [true, 'container/build/build.ts', 'rolldown', 'value'],
  [false, 'container/kernel/disk.ts', 'node:fs', 'value'],
  [true, 'container/kernel/disk.test.ts', 'node:fs', 'value'],
  [false, 'container/kernel/disk.ts', '../build/build.ts', 'value'],
  [false, 'container/kernel/disk.ts', '../../platform/protocol.ts', 'type'],

  [true, 'src/lab/lab.ts', '../../platform/protocol.ts', 'value'],
  [false, 'src/lab/lab.ts', '../../platform/router.ts', 'type'],
  [true, 'src/lab/lab.ts', '@lab/platform/protocol', 'type'],
  [true, 'src/lab/lab.ts', '@lab/container', 'dynamic'],
  [false, 'src/lab/lab.ts', '@lab/container', 'value'],
  [false, 'src/lab/lab.ts', '../../container/index.ts', 'value'],
  [true, 'src/lab/lab.ts', '@webcontainer/api', 'type'],
  [true, 'src/lab/lab.ts', '@webcontainer/api', 'dynamic'],
  [false, 'src/lab/lab.ts', '@webcontainer/api', 'value'],
  [false, 'src/lab/lab.ts', '../components/Lab.astro', 'value'],
  [false, 'src/lab/lab.ts', 'node:fs', 'value'],

  [true, 'src/learn/labs.ts', '../lab/report.ts', 'type'],
  [false, 'src/learn/labs.ts', '../lab/report.ts', 'value'],
  [false, 'src/learn/labs.ts', '../lab/lab.ts', 'type'],
  [false, 'src/lab/lab.ts', '../learn/store.ts', 'value'],
  [false, 'src/learn/store.ts', 'node:fs', 'value'],

  [true, 'src/components/Lab.astro', '../lab/lab.ts', 'value'],
  [true, 'src/components/Lab.astro', '../content/examples.ts?raw', 'value'],
  [false, 'src/components/Lab.astro', '../layouts/Page.astro', 'value'],
  [false, 'src/content/steps.ts', '../components/Step.astro', 'value'],
  [true, 'src/pages/index.astro', 'astro:content', 'value'],
  [true, 'src/pages/index.astro', '../components/Lab.astro', 'value'],
  [false, 'src/pages/index.astro', '../../tools/run.mjs', 'value'],
  [false, 'src/pages/index.astro', 'https://example.org/x.js', 'dynamic'],
  [false, 'src/pages/index.astro', 'no-such-package/part', 'value'],

  [true, 'examples/06-processes/right/server.js', './session.js', 'value'],
  [true, 'examples/06-processes/right/server.js', 'node:http', 'value'],
  [false, 'examples/06-processes/right/server.js', '../../../platform/protocol.ts', 'value'],
  [false, 'examples/06-processes/right/server.js', '../../07-port-binding/right/server.js', 'value'],
  [false, 'examples/06-processes/right/server.js', 'zod', 'value'],
];

for (const [allowed, file, specifier, kind] of cases) {
  test(`${file} ${allowed ? 'may' : 'may not'} import ${specifier} (${kind})`, () => {
    assert.equal(refusal(file, specifier, kind) === undefined, allowed, refusal(file, specifier, kind));
  });
}
