import http from 'node:http';

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net'));
  // Mended here: no more quotes of NaN.
  if (Number.isNaN(net)) return response.writeHead(400).end('An amount is a number.\n');
  return response.end(`Konnichiwa: ${(net * 110) / 100} JPY\n`);
});

server.listen(process.env.PORT);
