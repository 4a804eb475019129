// --enable-source-maps: a stack tells the places in what a file was made of; a map that is of no use costs nothing more.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const directory = mkdtempSync(join(tmpdir(), 'source-maps-'));
const inline = (text) => `data:application/json;base64,${Buffer.from(text).toString('base64')}`;
/** Every line comes from the fifth line of its source. */
const map = (source) => JSON.stringify({ version: 3, sources: [source], names: [], mappings: 'AAIA;AAAA;AAAA' });
const maps = {
  inline: inline(map('made-of.ts')),
  'beside.map': 'beside.map',
  'no JSON': inline('{'),
  'no mappings': inline('{"version":3}'),
  'a source on another machine': inline(map('file://elsewhere/made-of.ts')),
  missing: 'nowhere.map',
};
writeFileSync(join(directory, 'beside.map'), map('made-of.ts'));

const code = {
  cjs: `const { getCallSites } = require('node:util');`,
  mjs: `import { getCallSites } from 'node:util';`,
};
for (const [what, url] of Object.entries(maps)) {
  for (const [kind, head] of Object.entries(code)) {
    const file = join(directory, `made.${kind}`);
    const body = `${head}\nfunction fail() { throw new Error('here'); } const [{ scriptName, lineNumber }] = getCallSites();
try { fail(); } catch (error) { console.log(error.stack, scriptName, lineNumber); }\n//# sourceMappingURL=${url}`;
    writeFileSync(file, body);
    for (const option of ['--enable-source-maps', '--no-enable-source-maps']) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [option, file], { encoding: 'utf8' });
      // Frames of Node's own files differ in their lines.
      const told = `${stdout}${stderr}`.replace(/\n    at (?!.*\/made).*(?=\n)/g, '').replaceAll(directory, '');
      console.log(`${what}, ${kind}, ${option}: ${status} ${told}`);
    }
  }
}
