import http from 'node:http';

/** @type {Record<string, number>} */
const cents = { apple: 40, bread: 320, cheese: 560 };

/** @param {string} url */
function handle(url) {
  const query = new URLSearchParams(url.split('?')[1]);
  const item = query.get('item') ?? 'apple';
  return { item, cents: cents[item] };
}

// A server of its own, on the port from the environment. It
// answers every request that is made on the laptop.
const server = http.createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(handle(request.url ?? '/')));
});
server.listen({ port: process.env.PORT, host: '127.0.0.1' });
