import http from 'node:http';

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net'));
  // Mended here: nobody is paid for buying.
  if (net < 0) return response.writeHead(400).end('An amount is positive.\n');
  return response.end(`Hello: ${(net * 108) / 100} USD\n`);
});

server.listen(process.env.PORT);
