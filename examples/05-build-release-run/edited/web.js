import { readFileSync } from 'node:fs';
import http from 'node:http';
import { items } from 'catalogue';

const { API_URL } = process.env;

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop');
  if (url.pathname === '/') {
    response.setHeader('content-type', 'text/html');
    response.end(`<script>const api = '${API_URL}';</script>\n`);
    return;
  }
  const price = items[url.searchParams.get('item') ?? ''] ?? 0;
  // Read each time, so that a change needs no release.
  const { discount } = JSON.parse(readFileSync('settings.json', 'utf8'));
  const cents = Math.round((price * (100 - discount)) / 100);
  response.end(`${cents}\n`);
});

server.listen(process.env.PORT);
