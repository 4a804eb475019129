import http from 'node:http';

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://orders');
  if (`${request.method} ${url.pathname}` !== 'POST /orders') return response.writeHead(404).end();
  const order = url.searchParams.get('id');
  // One event, one line. Who reads it is not our business.
  console.log(`${new Date().toISOString()} order=${order} status=201`);
  return response.writeHead(201).end('Thank you.\n');
});

server.listen(process.env.PORT);
