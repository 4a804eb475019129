import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { rolldown } from 'rolldown';
import { sortIntoParts } from '../../offline/parts.ts';
import { hashOf, type SiteFiles } from '../../offline/site-files.ts';

/** The service worker's file; it lies at the site's root, since it may serve only what lies below it. */
const WORKER = 'sw.js';

/**
 * A worker for the dev server, which has none: it takes away the one of a site that was served at the same address
 * before, and loads the pages afresh.
 */
const FAREWELL = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(registration.unregister()
  .then(() => clients.matchAll()).then((pages) => pages.forEach((page) => page.navigate(page.url)))));`;

/** Makes the service worker when the site is built. It must come after everything else that writes files. */
export function offline(): AstroIntegration {
  return {
    name: 'offline',
    hooks: {
      'astro:server:setup': ({ server }) => {
        server.middlewares.use(`${server.config.base.replace(/\/$/, '')}/${WORKER}`, (_request, response) => {
          response.setHeader('Content-Type', 'text/javascript').end(FAREWELL);
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        const site = await readSite(fileURLToPath(dir));
        const script = await bundleWorker();
        writeFileSync(new URL(WORKER, dir), `const SITE_FILES=${JSON.stringify(site)};\n${script}`);
        logger.info(`${Object.keys(site.files).length} files can be kept for the time without a network`);
      },
    },
  };
}

/** Lists the files of the built site. */
async function readSite(directory: string): Promise<SiteFiles> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length).replaceAll(sep, '/'))
    .toSorted();
  const read = (path: string) => readFileSync(join(directory, path));
  const files: SiteFiles['files'] = {};
  for (const [path, part] of sortIntoParts(paths, (path) => read(path).toString())) {
    const bytes = new Uint8Array(read(path));
    files[path] = [await hashOf(bytes), bytes.length, part];
  }
  return { version: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16), files };
}

async function bundleWorker(): Promise<string> {
  const input = fileURLToPath(new URL('../../offline/worker.ts', import.meta.url));
  const build = await rolldown({ input, platform: 'browser', tsconfig: false });
  try {
    const { output } = await build.generate({ format: 'iife', codeSplitting: false, minify: true });
    return output[0].code;
  } finally {
    await build.close();
  }
}
