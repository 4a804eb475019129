import http from 'node:http';

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net'));
  // Mended here: no more quotes of 11.899999999999999.
  const total = Math.round(net * 119) / 100;
  response.end(`Guten Tag: ${total} EUR\n`);
});

server.listen(process.env.PORT);
