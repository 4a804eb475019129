import http from 'node:http';

/**
 * Serves what a handler returns, as JSON.
 *
 * @param {string | undefined} port
 * @param {(url: string) => unknown} handle
 */
export function serve(port, handle) {
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(handle(request.url ?? '/')));
  });
  server.listen(port);
}
