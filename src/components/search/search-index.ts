import { createReadStream, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { close, createIndex } from 'pagefind';

const FOLDER = 'pagefind';
/** Search interfaces that are not ours. */
const OTHERS = /^pagefind-(ui|modular-ui|component-ui|highlight)\./;
const contentTypes: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' };

/**
 * Makes the search index when the site is built. The dev server lends the index of the last build, so that the search
 * works there too.
 */
export function searchIndex(): AstroIntegration {
  let built = '';
  let headers: OutgoingHttpHeaders = {};
  return {
    name: 'search-index',
    hooks: {
      'astro:config:done': ({ config }) => {
        built = fileURLToPath(config.outDir);
        headers = config.server.headers ?? {};
      },
      'astro:server:setup': ({ server }) => {
        const folder = resolve(built, FOLDER);
        server.middlewares.use(`${server.config.base.replace(/\/$/, '')}/${FOLDER}`, (request, response, next) => {
          const file = join(folder, decodeURIComponent(request.url!.split('?')[0]!));
          if (!file.startsWith(folder + sep) || !existsSync(file) || !statSync(file).isFile()) return next();
          // The search's worker must be as isolated as the page that starts it.
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value ?? '');
          response.setHeader('Content-Type', contentTypes[extname(file)] ?? 'application/octet-stream');
          createReadStream(file).pipe(response);
        });
      },
      'astro:build:done': async ({ dir, logger }) => {
        const site = fileURLToPath(dir);
        const { index, errors } = await createIndex({});
        if (!index) throw new Error(`The search index could not be made: ${errors.join('; ')}`);
        const added = await index.addDirectory({ path: site });
        // Pagefind's own writing now and then ends before its last file is on the disk.
        const made = await index.getFiles();
        await close();
        const problems = [...added.errors, ...made.errors];
        if (problems.length > 0) throw new Error(`The search index could not be made: ${problems.join('; ')}`);
        for (const { path, content } of made.files.filter((file) => !OTHERS.test(file.path))) {
          const file = join(site, FOLDER, path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, content);
        }
        logger.info(`${added.page_count} pages read into the search index`);
      },
    },
  };
}
