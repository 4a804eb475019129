import http from 'node:http';
import { text } from 'node:stream/consumers';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://photos');
  const key = `photo:${Number(url.searchParams.get('id'))}`;
  if (request.method === 'POST') {
    await store.set(key, await text(request));
    return response.writeHead(201).end();
  }
  const photo = await store.get(key);
  if (photo === null) return response.writeHead(404).end();
  return response.end(photo);
});

server.listen(process.env.PORT);
