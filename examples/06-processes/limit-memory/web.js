import http from 'node:http';

const LIMIT = 10;

/** Tries of each user. @type {Map<string, number>} */
const tries = new Map();

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://login');
  const user = url.searchParams.get('user') ?? '';
  const count = (tries.get(user) ?? 0) + 1;
  tries.set(user, count);
  response.writeHead(count > LIMIT ? 429 : 403).end();
});

server.listen(process.env.PORT);
