import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PLATFORM_HEADER, PLATFORM_PATH, send } from '../own-http.ts';
import { PublishError, toPublish, type Packages } from './packages.ts';
import type { PackageFiles } from './tarball.ts';

export interface RegistryOptions {
  packages: Packages;
  password: string;
  shutdown: () => void;
}

/** Serves packages as npm's registry does: packuments and tarballs. Only the platform publishes. */
export function createRegistry({ packages, password, shutdown }: RegistryOptions): Server {
  let calls = 0;
  return createServer((request, response) => {
    const platform = request.headers[PLATFORM_HEADER] === password;
    if (!platform) calls++;
    const answer = platform && request.url?.startsWith(PLATFORM_PATH) ? own : serve;
    answer(request, response).catch((error: unknown) => {
      const known = error instanceof PublishError;
      send(response, known ? 409 : 500, { error: (error as Error).message });
    });
  });

  async function serve({ method, url = '/', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(url.replace(/\?.*$/, '')).slice(1);
    if (method !== 'GET' && method !== 'HEAD')
      return send(response, 403, { error: 'this registry takes no packages from you' });
    const tarball = /^(?<name>(?:@[^/]+\/)?[^/]+)\/-\/(?<file>[^/]+)\.tgz$/.exec(path)?.groups;
    if (tarball) {
      const { name = '', file = '' } = tarball;
      const bytes = packages.tarball(name, file.slice((name.split('/').at(-1) ?? '').length + 1));
      if (!bytes) return send(response, 404, { error: 'not found' });
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
      response.end(bytes);
      return;
    }
    const packument = packages.packument(path, `http://${headers.host}`);
    send(response, packument ? 200 : 404, packument ?? { error: 'not found' });
  }

  /** What the platform asks besides. */
  async function own(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method} ${request.url}`) {
      case 'GET /-/calls':
        return send(response, 200, calls);
      case 'GET /-/entries':
        return send(response, 200, packages.all.length);
      case 'POST /-/wipe':
        packages.clear();
        return send(response, 200, true);
      case 'POST /-/publish':
        packages.add(toPublish((await json(request)) as PackageFiles));
        return send(response, 201, true);
      case 'POST /-/shutdown':
        response.on('finish', shutdown);
        return send(response, 200, true);
      default:
        return send(response, 404, { error: 'not found' });
    }
  }
}

async function json(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  return JSON.parse(text);
}
