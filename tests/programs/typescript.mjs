// TypeScript, whose types Node takes out.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.on('warning', ({ name, message }) => console.log(name, message));

const directory = mkdtempSync(join(tmpdir(), 'typescript-'));
const files = {
  'service.ts': `
    import { createServer, type Server } from 'node:http';
    import { greet, type Greeting } from './greet.ts';
    interface Reader { name: string }
    const server: Server = createServer((request, response) => {
      const reader = { name: request.url!.slice(1) } satisfies Reader;
      response.end((greet(reader.name) as Greeting).text);
    });
    server.listen(0, async () => {
      const { port } = server.address() as { port: number };
      console.log(await (await fetch(\`http://localhost:\${port}/Ada\`)).text());
      server.close();
    });`,
  'greet.ts': `
    export type Greeting = { text: string };
    export function greet<Name extends string>(name: Name): Greeting { return { text: \`Hello \${name}\` }; }`,
  'common.cts': `const path: typeof import('node:path') = require('node:path'); console.log(path.basename(__filename));`,
  'throws.ts': `type Never = never;\n\nfunction fail(why: string): Never { throw new RangeError(why); }\nfail('here');`,
  'enum.ts': `enum Colour { Red = 3 }\nconsole.log(Colour[3]);`,
  'mapped.ts': `enum A { B = 1 }\n\nfunction fail(): never {\n  throw new RangeError(A[1]);\n}\nfail();`,
  'broken.ts': `const a: = 1;`,
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);

function run(...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  // Frames of Node's own files differ in their lines.
  const told = stderr.replaceAll(directory, '').replace(/\n    at (?!.*(?:throws|mapped)\.ts).*/g, '');
  console.log(`${args.join(' ')}: ${status}\n${stdout}${told}`);
}

for (const name of Object.keys(files)) if (name !== 'greet.ts' && name !== 'mapped.ts') run(name);
run('--experimental-transform-types', '--no-warnings', 'enum.ts');
run('--experimental-transform-types', '--no-warnings', 'mapped.ts');
run('--no-experimental-strip-types', 'common.cts');
run('-e', 'const n: number = 7; console.log(n, typeof require)');
run('-e', 'const n: = 7;');
run('--input-type=module-typescript', '-e', 'import os from "node:os"; const n: string = os.EOL; console.log([n])');

console.log(process.features.typescript, stripTypeScriptTypes('const a: number = 1;'));
console.log(stripTypeScriptTypes('enum A { B = 2 }', { mode: 'transform' }));
