import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import http from 'node:http';

const FILE = process.env.LOG_PATH ?? 'app.log';
const LARGEST = 2000;

// A file, and a second one when the first has grown, so that
// the disk never fills up.
/** @param {string} line */
function log(line) {
  if (existsSync(FILE) && statSync(FILE).size > LARGEST) renameSync(FILE, `${FILE}.1`);
  appendFileSync(FILE, `${new Date().toISOString()} ${line}\n`);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  log(`order ${order} taken`);
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
