import http from 'node:http';

const { GREETING, VAT, CURRENCY } = process.env;

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net'));
  if (Number.isNaN(net)) return response.writeHead(400).end('An amount is a number.\n');
  if (net < 0) return response.writeHead(400).end('An amount is positive.\n');
  const total = Math.round(net * (100 + Number(VAT))) / 100;
  return response.end(`${GREETING}: ${total} ${CURRENCY}\n`);
});

server.listen(process.env.PORT);
