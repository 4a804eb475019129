// Requests and responses of every shape between node:http's own server and client.
import http from 'node:http';
import { once } from 'node:events';

const server = http.createServer((request, response) => {
  const { method, url, httpVersion } = request;
  if (url === '/echo') {
    response.writeHead(201, 'Made', {
      'Content-Type': request.headers['content-type'] ?? 'none',
      'X-Twice': ['a', 'b'],
    });
    request.pipe(response);
  } else if (url === '/empty') {
    response.statusCode = 204;
    response.end();
  } else if (url === '/unchanged') {
    response.writeHead(304, { ETag: '"1"' });
    response.end();
  } else if (url === '/missing') {
    response.writeHead(404);
    response.end('nothing here');
  } else if (url === '/trailers') {
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('one');
    response.write('two');
    response.addTrailers({ 'X-Sum': '6' });
    response.end('three');
  } else if (url === '/cookies') {
    response.setHeader('Set-Cookie', ['a=1; HttpOnly', 'b=2']);
    response.removeHeader('Date');
    response.end(String(request.headers.cookie));
  } else if (url === '/early') {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('hints');
  } else {
    response.end(`${method} ${url} HTTP/${httpVersion} ${request.rawHeaders[0]}`);
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();

async function exchange(options, body) {
  const request = http.request({ host: '127.0.0.1', port, ...options });
  request.on('information', ({ statusCode, headers }) => console.log('  information', statusCode, headers.link));
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const headers = response.rawHeaders.filter((_, at, all) => all[at & ~1] !== 'Date');
  console.log(options.method ?? 'GET', options.path, response.statusCode, response.statusMessage);
  console.log('  headers', headers.join('|'));
  console.log('  body', text.length > 60 ? `${text.length} characters` : JSON.stringify(text));
  if (Object.keys(response.trailers).length > 0) console.log('  trailers', response.trailers);
  console.log('  complete', response.complete, 'aborted', response.aborted);
}

await exchange({ path: '/plain?a=b%20c' });
await exchange({ path: '/plain', method: 'HEAD' });
await exchange({ path: '/plain', method: 'OPTIONS' });
await exchange({ path: '/plain', method: 'DELETE' });
await exchange({ path: '/empty' });
await exchange({ path: '/unchanged' });
await exchange({ path: '/missing' });
await exchange({ path: '/trailers' });
await exchange({ path: '/early' });
await exchange({ path: '/cookies', headers: { Cookie: 'c=3' } });
await exchange({ path: '/echo', method: 'POST', headers: { 'Content-Type': 'text/plain' } }, 'grüße');
await exchange({ path: '/echo', method: 'POST' }, 'x'.repeat(200_000));
await exchange({ path: '/echo', method: 'PUT', headers: { 'Content-Length': 5 } }, 'hello');

const chunked = http.request({ host: '127.0.0.1', port, path: '/echo', method: 'POST' });
for (const part of ['ab', 'cd', 'ef']) chunked.write(part);
chunked.end();
const [echoed] = await once(chunked, 'response');
console.log('chunked request', (await echoed.toArray()).join(''), echoed.headers['transfer-encoding']);

console.log(
  await new Promise((resolve) => http.get(`http://127.0.0.1:${port}/get`, (r) => resolve(r.resume().statusCode))),
);
server.close(() => console.log('closed'));
