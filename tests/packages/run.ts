/**
 * Packages that people use, in the container beside plain Node:
 *
 *   npm run packages -- [--package NAME]… [--engine node|container] [--json] [--publish]
 *
 * A registry on the engine hands out the tarballs that app/package-lock.json lists, npm installs them, and for each
 * package a service of ours runs and is asked. The answers of both engines are to be the same. docs/packages.md tells
 * more and has the table, which `--publish` writes.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import type { Row } from './compare.ts';
import { containerEngine } from './container-engine.ts';
import type { Engine } from './engine.ts';
import { limits } from './limits.ts';
import { measure, NPM, services } from './measure.ts';
import type { Measured } from './measure.ts';
import { nodeEngine } from './node-engine.ts';
import { publish, tableOf } from './publish.ts';

const { values } = parseArgs({
  options: {
    package: { type: 'string', multiple: true },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
});
const { package: named = services, engine } = values;
const unknown = named.find((name) => !services.includes(name));
if (unknown !== undefined) throw new Error(`There is no service of "${unknown}". There are: ${services.join(', ')}.`);
if (engine !== undefined && engine !== 'node' && engine !== 'container') {
  throw new Error(`--engine takes node or container, not "${engine}".`);
}
if (values.publish && (values.package || engine)) {
  throw new Error('--publish writes the whole table: leave out --package and --engine.');
}

const node = engine === 'container' ? undefined : await on('node', nodeEngine);
const container = engine === 'node' ? undefined : await on('container', containerEngine);
const rows = [NPM, ...named].map((name): Row => {
  return compare(name, versionOf(name), { node: node?.get(name), container: container?.get(name) }, limits[name] ?? []);
});
for (const { package: name, problems } of rows) for (const problem of problems) console.error(`${name}: ${problem}`);
if (values.publish) await publish(rows);
if (values.json) console.log(JSON.stringify({ rows }));
else console.log(tableOf(rows));
process.exitCode = rows.some(({ problems }) => problems.length > 0) ? 1 : 0;

async function on(engineName: string, open: () => Promise<Engine>): Promise<Measured> {
  const opened = await open();
  try {
    return await measure(opened, named, (name) => console.error(`${engineName}: ${name}`));
  } finally {
    await opened.close();
  }
}

/** What package.json asks for, which is exact. npm is each engine's own. */
function versionOf(name: string): string {
  const text = readFileSync(new URL('app/package.json', import.meta.url), 'utf8');
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  const found = Object.entries(dependencies).find(([each]) => each === name || each.endsWith(`/${name}`));
  return found?.[1] ?? '';
}
