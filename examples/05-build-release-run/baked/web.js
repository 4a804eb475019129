import { readFileSync } from 'node:fs';
import http from 'node:http';
import { items } from 'catalogue';

const { DISCOUNT = '0' } = process.env;
// Made by build.js.
const page = readFileSync('page.html');

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop');
  if (url.pathname === '/') {
    response.setHeader('content-type', 'text/html');
    response.end(page);
    return;
  }
  const price = items[url.searchParams.get('item') ?? ''] ?? 0;
  const cents = Math.round((price * (100 - Number(DISCOUNT))) / 100);
  response.end(`${cents}\n`);
});

server.listen(process.env.PORT);
