import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserPage } from '../../container/testing/browsers/browser.ts';
import { openContainer, type OpenContainer } from '../../container/testing/open.ts';
import type { FileSystemTree } from '../../container/api.ts';
import { eventOf } from '../../platform/testing/event-of.ts';
import { readPack } from '../../src/lab/pack.ts';
import { treeSchema } from '../../src/lab/packed-tree.ts';
import { root } from '../../tools/run.mjs';
import { openWebContainer } from '../webcontainer/open.ts';
import { serveDouble } from '../webcontainer/server.ts';
import type { Engine } from './engine.ts';

/** How long WebContainer may take to boot, in milliseconds: a first time it loads its program. */
const BOOT_LIMIT = 60_000;

const onConsole = (line: string) => console.error(line);

/** The platform in the embedded container, in a headless browser. */
export async function containerEngine(): Promise<Engine> {
  return engineIn('container', await openContainer({ onConsole }), []);
}

/** The platform on a double of WebContainer's host, by the official client, in a headless Chromium. */
export async function webContainerDoubleEngine(): Promise<Engine> {
  const double = await serveDouble();
  const opened = await openWebContainer({ origin: double.origin, headless: true, limit: BOOT_LIMIT, onConsole });
  const engine = await engineIn('webcontainer-double', opened, ['--probe']);
  const close = async () => {
    await engine.close();
    await double.close();
  };
  return { ...engine, close };
}

/** The platform on StackBlitz's WebContainer, in a Chromium with a window. */
export async function webContainerEngine(): Promise<Engine> {
  const opened = await openWebContainer({ origin: null, headless: false, limit: BOOT_LIMIT, onConsole });
  return engineIn('webcontainer', opened, ['--probe']);
}

/** The platform in an opened container: the very files that a lab mounts. @param more options for each run of it */
async function engineIn(name: Engine['name'], opened: OpenContainer, more: string[]): Promise<Engine> {
  await opened.page.evaluate((tree) => window.container.mount(tree), { platform: { directory: packed('platform') } });
  const mounted = new Set<string>();
  return {
    name,
    proves: () => true,
    async run(args) {
      const example = exampleOf(args);
      if (!mounted.has(example)) {
        mounted.add(example);
        const tree = { examples: { directory: { [example]: { directory: packed(example) } } } };
        await opened.page.evaluate((files) => window.container.mount(files), tree);
        if (/"kind":\s*"postgres"/.test(readFileSync(join(root, 'examples', example, 'example.json'), 'utf8'))) {
          await mountPostgres(opened.page);
        }
      }
      const { output, code } = await opened.page.evaluate(
        async (words) => {
          const program = await window.container.spawn('node', ['platform/platform.cjs', ...words, '--json']);
          const pieces: string[] = [];
          await program.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
          return { output: pieces.join(''), code: await program.exit };
        },
        [...args, ...more],
      );
      const lines = output.split('\n');
      const events = lines.map(eventOf).filter((event) => event !== null);
      if (events.at(-1)?.event === 'stopped') return events;
      throw new Error(
        `platform ${args.join(' ')} ended with exit code ${code} in the ${name} and did not say that it stopped:\n` +
          lines.filter((line) => eventOf(line) === null).join('\n'),
      );
    },
    close: opened.close,
  };
}

/** Mounts PostgreSQL, file by file: bytes go into a page as text only. */
async function mountPostgres(page: BrowserPage): Promise<void> {
  const packed = new Blob([new Uint8Array(readFileSync(join(root, 'public/labs/postgres.pack')))]);
  for (const [name, node] of Object.entries(await readPack(packed.stream()))) {
    if (!('file' in node) || !('contents' in node.file)) continue;
    const base64 = Buffer.from(node.file.contents).toString('base64');
    await page.evaluate(
      ([file, text]) => {
        const contents = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const postgres = { directory: { [file]: { file: { contents } } } };
        return window.container.mount({ platform: { directory: { postgres } } });
      },
      [name, base64] as const,
    );
  }
}

/** A tree as the lab fetches it. */
function packed(name: string): FileSystemTree {
  const file = join(root, 'public/labs', `${name}.json`);
  if (!existsSync(file)) throw new Error(`There is no ${file}: run the gates with "npm run gates", which builds it.`);
  return treeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function exampleOf(args: string[]): string {
  const name = args.map((word) => /^examples\/([^/]+)$/.exec(word)?.[1]).find(Boolean);
  if (!name) throw new Error(`No example in the command line: ${args.join(' ')}`);
  return name;
}
