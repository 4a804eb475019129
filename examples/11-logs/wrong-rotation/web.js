import { appendFileSync, renameSync } from 'node:fs';
import http from 'node:http';

// On a disk that stays when a machine goes.
const FILE = process.env.LOG_PATH ?? 'app.log';
const FULL = 20;
let lines = 0;

// A full file gets the next number, and a new one is begun.
/** @param {string} line */
function log(line) {
  appendFileSync(FILE, `${new Date().toISOString()} ${line}\n`);
  lines += 1;
  if (lines % FULL === 0) renameSync(FILE, `${FILE}.${lines / FULL}`);
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  log(`order ${order} taken`);
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
