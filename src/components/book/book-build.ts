import { readFileSync, writeFileSync } from 'node:fs';
import type { AstroIntegration } from 'astro';
import { bindPage } from './bind.ts';

const PLACE = /<book-part data-path="([^"]+)"><\/book-part>/g;

/** Binds the pages that src/pages/book.astro names into that page, once all of them are built. */
export function book(): AstroIntegration {
  let base = '/';
  return {
    name: 'book',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = `${config.base.replace(/\/$/, '')}/`;
      },
      'astro:build:done': ({ dir, logger }) => {
        const page = new URL('book/index.html', dir);
        const html = readFileSync(page, 'utf8');
        const parts = new Map([...html.matchAll(PLACE)].map(([, path]) => [`${base}${path}`, nameOf(path!)]));
        const bound = html.replaceAll(PLACE, (_, path: string) => {
          const built = readFileSync(new URL(`${path}index.html`, dir), 'utf8');
          const name = nameOf(path);
          const text = bindPage(built, `${base}${path}`, name, (address) => parts.get(address) ?? null);
          return `<article class="sheet bleed book-part" id="${name}">${text}</article>`;
        });
        writeFileSync(page, bound);
        logger.info(`${parts.size} pages bound into the book`);
      },
    },
  };
}

/** `chapters/06-processes/` → `06-processes`. */
function nameOf(path: string): string {
  return path.split('/').at(-2)!;
}
