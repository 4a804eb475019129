import { execFile } from 'node:child_process';
import http from 'node:http';
import { format } from 'cents';
import { withTax } from 'rounding';

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://bills');
  if (url.pathname === '/total') {
    const net = Number(url.searchParams.get('net'));
    response.end(`${format(withTax(net, 19))}\n`);
    return;
  }
  const bill = url.searchParams.get('bill') ?? '';
  execFile('stamp', [bill], (error, stamped) => {
    if (error) console.error(error.message);
    response.writeHead(error ? 500 : 201).end(error ? '' : stamped);
  });
});

server.listen(process.env.PORT);
