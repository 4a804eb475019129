import http from 'node:http';

const servers = {
  eu: { greeting: 'Guten Tag', vat: 19, currency: 'EUR' },
  us: { greeting: 'Hello', vat: 8, currency: 'USD' },
  jp: { greeting: 'Konnichiwa', vat: 10, currency: 'JPY' },
};
const { greeting, vat, currency } = servers[/** @type {keyof typeof servers} */ (process.env.SERVER)] ?? servers.eu;

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://quotes');
  const net = Number(url.searchParams.get('net'));
  if (Number.isNaN(net)) return response.writeHead(400).end('An amount is a number.\n');
  if (net < 0) return response.writeHead(400).end('An amount is positive.\n');
  const total = Math.round(net * (100 + vat)) / 100;
  return response.end(`${greeting}: ${total} ${currency}\n`);
});

server.listen(process.env.PORT);
