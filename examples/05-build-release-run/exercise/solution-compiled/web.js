import { readFileSync } from 'node:fs';
import http from 'node:http';

const { API_URL = '', DISCOUNT = '0' } = process.env;
const items = JSON.parse(readFileSync('prices.json', 'utf8'));
const page = readFileSync('page.html', 'utf8').replace('{{API_URL}}', API_URL);

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop');
  if (url.pathname === '/') {
    response.setHeader('content-type', 'text/html');
    return response.end(page);
  }
  const price = items[url.searchParams.get('item') ?? ''] ?? 0;
  const cents = Math.round((price * (100 - Number(DISCOUNT))) / 100);
  return response.end(`${cents}\n`);
});

server.listen(process.env.PORT);
