import http from 'node:http';

/** @type {Record<string, number>} */
const cents = { apple: 40, bread: 320, cheese: 560 };

const server = http.createServer((request, response) => {
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const item = query.get('item') ?? 'apple';
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ item, cents: cents[item] }));
});

// The number that was free when this line was written.
server.listen(8007);
