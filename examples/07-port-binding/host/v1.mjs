/**
 * The application server of the machine, version 1: it loads a file, listens in its place and calls the handler that
 * the file exports. This version hands over the URL as a text.
 */
import http from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { default: handle } = await import(pathToFileURL(resolve(process.argv[2] ?? '')).href);

const server = http.createServer((request, response) => {
  try {
    const answer = JSON.stringify(handle(request.url ?? '/'));
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});

server.listen(process.env.PORT);
