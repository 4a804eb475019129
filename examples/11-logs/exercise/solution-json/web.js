import http from 'node:http';

// JSON is a habit of ours and no rule: any line will do.
/** @param {Record<string, unknown>} event */
function log(event) {
  process.stdout.write(`${JSON.stringify({ at: new Date(), ...event })}\n`);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  log({ event: 'order-taken', order, by: process.pid });
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
