import http from 'node:http';

/** @type {Record<string, number>} */
const cents = { apple: 40, bread: 320, cheese: 560 };

// Node's own server is part of the runtime that the app asks
// for, so nothing has to be on the machine besides.
const server = http.createServer((request, response) => {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const item = query.get('item') ?? 'apple';
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ item, cents: cents[item] }));
});
server.listen({ port: process.env.PORT, host: '0.0.0.0' });
