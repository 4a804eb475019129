import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

/** @type {Map<string, Record<string, number>>} */
const carts = new Map();

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop');
  const route = `${request.method} ${url.pathname}`;

  if (route === 'POST /login') {
    const session = randomUUID();
    await store.set(`session:${session}`, url.searchParams.get('user') ?? 'guest', { EX: 3600 });
    response.setHeader('set-cookie', `session=${session}; HttpOnly; SameSite=Lax`);
    return response.end('Welcome.\n');
  }

  const session = /session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const user = await store.get(`session:${session}`);
  if (!user) return response.writeHead(401).end('Who are you? Log in first.\n');

  // Saved in the store, and kept in memory so that the store
  // is asked only once.
  const cart = carts.get(user) ?? JSON.parse((await store.get(`cart:${user}`)) ?? '{}');
  carts.set(user, cart);
  if (route === 'POST /cart') {
    const item = url.searchParams.get('item') ?? 'apple';
    cart[item] = (cart[item] ?? 0) + 1;
    await store.set(`cart:${user}`, JSON.stringify(cart));
  }
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ user, cart }));
});

server.listen(process.env.PORT);
