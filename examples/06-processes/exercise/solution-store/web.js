import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

// Sessions and carts are in the store; HINCRBY adds there,
// so two processes never overwrite each other.
const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

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

  if (route === 'POST /cart') {
    await store.hIncrBy(`cart:${user}`, url.searchParams.get('item') ?? 'apple', 1);
  }
  const counts = Object.entries(await store.hGetAll(`cart:${user}`));
  const cart = Object.fromEntries(counts.map(([item, count]) => [item, Number(count)]));
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ user, cart }));
});

server.listen(process.env.PORT);
