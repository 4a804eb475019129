import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
};

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Container</title><body>';

/** The headers that give a page shared memory, as the site sends them. */
export const ISOLATION_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

export interface ContainerServer {
  /** `http://127.0.0.1:PORT/`, an empty page that can boot a container from /container/ by importing /index.js. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the built container from public/container and the page's half, on a free port of 127.0.0.1.
 * `files` (name → text) takes the place of built files; `headers` those of the isolation headers; `routes` answers for
 * paths of its own.
 */
export async function serveContainer(
  options: {
    files?: Record<string, string>;
    headers?: Record<string, string>;
    routes?: (path: string) => string | undefined;
  } = {},
): Promise<ContainerServer> {
  const { files = {}, headers = ISOLATION_HEADERS, routes = () => undefined } = options;
  const pageScript = await bundleForPage(fileURLToPath(new URL('../index.ts', import.meta.url)));
  const text = async (path: string): Promise<string | Buffer | null> => {
    const own = routes(path);
    if (own !== undefined) return own;
    if (path === '/') return PAGE;
    if (path === '/index.js') return pageScript;
    const [, name] = /^\/container\/([\w.-]+)$/.exec(path) ?? [];
    if (name === undefined) return null;
    const built = fileURLToPath(new URL(`../../public/container/${name}`, import.meta.url));
    return files[name] ?? readFile(built).catch(() => null);
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    void text(path).then((body) => {
      const type = TYPES[path.includes('.') ? (path.split('.').pop() ?? '') : 'html'] ?? 'text/plain';
      response.writeHead(body === null ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store', ...headers });
      response.end(body ?? `No file at ${path}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}/`, close: () => close(server) };
}

/** A program for a page as one module. @param input its file */
export async function bundleForPage(input: string): Promise<string> {
  const build = await rolldown({
    input,
    platform: 'browser',
    tsconfig: false,
  });
  try {
    const { output } = await build.generate({ format: 'esm', codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
