import { createReadStream, existsSync, statSync } from 'node:fs';
import type { OutgoingHttpHeaders } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { close, createIndex } from 'pagefind';

const FOLDER = 'pagefind';
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
        const written = await index.writeFiles({ outputPath: join(site, FOLDER) });
        await close();
        const problems = [...added.errors, ...written.errors];
        if (problems.length > 0) throw new Error(`The search index could not be made: ${problems.join('; ')}`);
        logger.info(`${added.page_count} pages read into the search index`);
      },
    },
  };
}
