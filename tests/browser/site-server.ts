import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

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

export interface SiteServerOptions {
  /** Sent with each answer; the simplest hosts send none. */
  headers?: Record<string, string>;
  /** Whether texts are sent as gzip, as most hosts do. */
  compressed?: boolean;
}

/** A plain server of the built site, which can be stopped. */
export async function serveSite({ headers = {}, compressed = false }: SiteServerOptions = {}): Promise<SiteServer> {
  const files: SiteServer['files'] = new Map();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const path = `${pathname.slice(1)}${pathname.endsWith('/') ? 'index.html' : ''}`;
    asked.push(path);
    const own = files.get(path);
    if (typeof own === 'function') return own(response);
    void (own === undefined ? readFile(join(dist, path)) : Promise.resolve(own)).then(
      (contents) => {
        const known = TYPES[path.split('.').pop()!];
        const packed = compressed && known !== undefined;
        const body = packed ? gzipSync(contents) : contents;
        response
          .writeHead(200, {
            'content-type': known ?? 'application/octet-stream',
            'content-length': Buffer.byteLength(body),
            ...(packed ? { 'content-encoding': 'gzip' } : {}),
            ...headers,
          })
          .end(body);
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
