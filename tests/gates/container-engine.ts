import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openContainer } from '../../container/testing/open.ts';
import type { FileSystemTree } from '../../container/api.ts';
import { MARK, type PlatformEvent } from '../../platform/protocol.ts';
import { readPack } from '../../src/lab/pack.ts';
import { treeSchema } from '../../src/lab/packed-tree.ts';
import { root } from '../../tools/run.mjs';
import type { Engine } from './engine.ts';

/** The platform in the container, in a headless Chromium: the very files that a lab mounts. */
export async function containerEngine(): Promise<Engine> {
  const opened = await openContainer({ onConsole: (line) => console.error(line) });
  await opened.page.evaluate((tree) => window.container.mount(tree), { platform: { directory: packed('platform') } });
  const mounted = new Set<string>();
  return {
    name: 'container',
    proves: () => true,
    async run(args) {
      const name = exampleOf(args);
      if (!mounted.has(name)) {
        mounted.add(name);
        const tree = { examples: { directory: { [name]: { directory: packed(name) } } } };
        await opened.page.evaluate((files) => window.container.mount(files), tree);
        if (/"kind":\s*"postgres"/.test(readFileSync(join(root, 'examples', name, 'example.json'), 'utf8'))) {
          await mountPostgres(opened.page);
        }
      }
      const { output, code } = await opened.page.evaluate(async (words) => {
        const program = await window.container.spawn('node', ['platform/platform.cjs', ...words, '--json']);
        const pieces: string[] = [];
        await program.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
        return { output: pieces.join(''), code: await program.exit };
      }, args);
      const lines = output.split('\n');
      const events = lines.flatMap((line) =>
        line.startsWith(MARK) ? [JSON.parse(line.slice(MARK.length)) as PlatformEvent] : [],
      );
      if (events.at(-1)?.event === 'stopped') return events;
      throw new Error(
        `platform ${args.join(' ')} ended with exit code ${code} in the container and did not say that it stopped:\n` +
          lines.filter((line) => !line.startsWith(MARK)).join('\n'),
      );
    },
    close: opened.close,
  };
}

/** Mounts PostgreSQL, file by file: bytes go into a page as text only. */
async function mountPostgres(page: Page): Promise<void> {
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
