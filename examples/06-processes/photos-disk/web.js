import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';

mkdirSync('uploads', { recursive: true });

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://photos');
  const file = `uploads/${Number(url.searchParams.get('id'))}`;
  if (request.method === 'POST') {
    writeFileSync(file, await buffer(request));
    return response.writeHead(201).end();
  }
  if (!existsSync(file)) return response.writeHead(404).end();
  return response.end(readFileSync(file));
});

server.listen(process.env.PORT);
