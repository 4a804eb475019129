import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/**
 * Serves JSON on a free port, for packages that are no HTTP framework.
 *
 * @typedef {(request: { url: URL, body: any }) => unknown} Route answers with what becomes JSON; an error with a
 *   `status` is answered with that
 * @param {Record<string, Route>} routes by method and path: `POST /notes`
 */
export function serve(routes) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const answer = (/** @type {number} */ status, /** @type {unknown} */ value) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    try {
      const route = routes[`${request.method} ${url.pathname}`];
      if (!route) return answer(404, { error: 'no such route' });
      const body = Number(request.headers['content-length']) > 0 ? await json(request) : undefined;
      answer(200, (await route({ url, body })) ?? null);
    } catch (error) {
      const { name, message, code, status = 500, ...rest } = error;
      answer(status, { name, message, code, ...rest });
    }
  });
  ready(server.listen(0, '127.0.0.1'));
  return server;
}

/**
 * Says that a server accepts connections, as who started the service waits for it.
 *
 * @param {import('node:http').Server} server
 */
export function ready(server) {
  const say = () => console.log(`ready on port ${server.address().port}`);
  if (server.listening) say();
  else server.once('listening', say);
}
