import http from 'node:http';

/** @param {string} line */
function log(line) {
  console.log(`${new Date().toISOString()} ${line}`);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  log(`order ${order} taken`);
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
