import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

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

  // The browser brings its cart along and takes it home again.
  // It may put in it what it likes, so it need not be signed.
  const carried = /cart=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const cart = new URLSearchParams(decodeURIComponent(carried ?? ''));
  if (route === 'POST /cart') {
    const item = url.searchParams.get('item') ?? 'apple';
    cart.set(item, String(Number(cart.get(item)) + 1));
    response.setHeader('set-cookie', `cart=${encodeURIComponent(cart.toString())}; HttpOnly; SameSite=Lax`);
  }
  const counts = Object.fromEntries([...cart].map(([item, count]) => [item, Number(count)]));
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ user, cart: counts }));
});

server.listen(process.env.PORT);
