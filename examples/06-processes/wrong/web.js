import { randomUUID } from 'node:crypto';
import http from 'node:http';

// In the memory of this process: no other process sees it,
// and it ends with the process.
/** @type {Map<string, string>} */
const sessions = new Map();
/** @type {Map<string, Record<string, number>>} */
const carts = new Map();

const server = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop');
  const route = `${request.method} ${url.pathname}`;

  if (route === 'POST /login') {
    const session = randomUUID();
    sessions.set(session, url.searchParams.get('user') ?? 'guest');
    response.setHeader('set-cookie', `session=${session}; HttpOnly; SameSite=Lax`);
    return response.end('Welcome.\n');
  }

  const session = /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const user = sessions.get(session);
  if (!user) return response.writeHead(401).end('Who are you? Log in first.\n');

  const cart = carts.get(user) ?? {};
  if (route === 'POST /cart') {
    const item = url.searchParams.get('item') ?? 'apple';
    cart[item] = (cart[item] ?? 0) + 1;
    carts.set(user, cart);
  }
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ user, cart }));
});

server.listen(process.env.PORT);
