import http from 'node:http';
import { book } from './ledger.js';

http
  .createServer(async (request, response) => {
    const item = new URL(request.url ?? '/', 'http://shop').searchParams.get('item');
    try {
      await book(item ?? '');
      response.writeHead(201).end('booked\n');
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      response.writeHead(502).end();
    }
  })
  .listen(process.env.PORT);
