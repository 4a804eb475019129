import { readFileSync } from 'node:fs';
import http from 'node:http';

const server = http.createServer((request, response) => {
  const { vat } = JSON.parse(readFileSync('rates.json', 'utf8'));
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net') ?? 100);
  response.end(`${(net * (100 + vat)) / 100}\n`);
});

server.listen(process.env.PORT);
