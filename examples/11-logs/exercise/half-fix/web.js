import http from 'node:http';

/** @type {string[]} */
const lines = [];

// To stdout, one second's lines at a time, so that no request
// has to wait for a write.
/** @param {string} line */
function log(line) {
  lines.push(`${new Date().toISOString()} ${line}\n`);
  if (lines.length === 1) setTimeout(() => process.stdout.write(lines.splice(0).join('')), 1000);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  log(`order ${order} taken`);
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
