import http from 'node:http';
import { quote } from './quote.js';

const deploy = {
  greeting: process.env.GREETING,
  percent: Number(process.env.VAT),
  currency: process.env.CURRENCY,
};

http
  .createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://quotes');
    const { total, problem } = quote(Number(searchParams.get('net')), deploy.percent);
    if (problem) response.writeHead(400).end(`${problem}\n`);
    else response.end(`${deploy.greeting}: ${total} ${deploy.currency}\n`);
  })
  .listen(process.env.PORT);
