import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  css: 'text/css',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};

export interface SiteServer {
  url: string;
  /** Files in the place of built ones, from now on: a text, or what answers by itself. */
  files: Map<string, string | ((response: ServerResponse) => void)>;
  /** What was asked for since the last look, as files. */
  asked: string[];
  /** Ends it at once, open connections and all. */
  stop(): Promise<void>;
}

/**
 * A plain server of the built site, which can be stopped. It sets no headers of its own, as the simplest hosts, unless
 * it is given some.
 */
export async function serveSite(headers: Record<string, string> = {}): Promise<SiteServer> {
  const files: SiteServer['files'] = new Map();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const path = `${pathname.slice(1)}${pathname.endsWith('/') ? 'index.html' : ''}`;
    asked.push(path);
    const own = files.get(path);
    if (typeof own === 'function') return own(response);
    void (own === undefined ? readFile(join(dist, path)) : Promise.resolve(own)).then(
      (body) => {
        const type = TYPES[path.split('.').pop()!] ?? 'application/octet-stream';
        const length = Buffer.byteLength(body);
        response.writeHead(200, { 'content-type': type, 'content-length': length, ...headers }).end(body);
      },
      () => response.writeHead(404).end('No such file'),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, files, asked, stop };
}
