import http from 'node:http';
import { bid, find, highest, importAll } from './bids.js';

/**
 * @param {URL} url
 * @returns {Promise<[status: number, text?: string]>}
 */
async function answer({ pathname, searchParams: given }) {
  switch (pathname) {
    case '/bid':
      return [(await bid(given.get('bidder') ?? '', given.get('euros'), given.get('day') ?? '')) ? 201 : 400];
    case '/import':
      await importAll(given.getAll('name'));
      return [201];
    case '/highest':
      return [200, await highest()];
    default:
      return [200, (await find(given.get('name') ?? '')).join(' ')];
  }
}

http
  .createServer((request, response) => {
    answer(new URL(request.url ?? '/', 'http://auction'))
      .then(([status, text = '']) => response.writeHead(status).end(text))
      .catch((error) => {
        console.error(error.message);
        response.writeHead(500).end();
      });
  })
  .listen(process.env.PORT);
