// fetch to a server of the same program.
import http from 'node:http';
import { once } from 'node:events';

const server = http.createServer(async (request, response) => {
  const body = (await request.setEncoding('utf8').toArray()).join('');
  switch (request.url) {
    case '/json':
      response.setHeader('Content-Type', 'application/json');
      return response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }));
    case '/slow':
      return setTimeout(() => response.end('slow'), 5000).unref();
    case '/stream':
      for (const part of ['a', 'b', 'c']) {
        response.write(part);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return response.end();
    case '/moved':
      return response.writeHead(302, { Location: '/json' }).end();
    case '/broken':
      response.write('half');
      return setTimeout(() => response.destroy(), 20);
    case '/cookies':
      return response.writeHead(418, 'Teapot', { 'Set-Cookie': ['a=1', 'b=2'], 'X-A': 'b' }).end('short and stout');
    default:
      return response.writeHead(404).end();
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const base = `http://127.0.0.1:${server.address().port}`;

const plain = await fetch(`${base}/json`);
console.log(
  plain.status,
  plain.ok,
  plain.statusText,
  plain.headers.get('content-type'),
  plain.type,
  plain.redirected,
  await plain.json(),
);
console.log(
  await (
    await fetch(`${base}/json`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ a: 'ü' }),
    })
  ).json(),
);
console.log(await (await fetch(`${base}/json`, { method: 'PUT', body: new URLSearchParams({ x: '1' }) })).json());
const form = new FormData();
form.set('field', 'value');
form.set('file', new Blob(['content']), 'name.txt');
const sent = await (await fetch(`${base}/json`, { method: 'POST', body: form })).json();
console.log(sent.type.split(';')[0], sent.body.replace(/-{3,}[\w-]+/g, 'BOUNDARY').replace(/\r\n/g, '|'));
const parts = [];
const decoder = new TextDecoder();
for await (const chunk of (await fetch(`${base}/stream`)).body) parts.push(decoder.decode(chunk));
console.log(parts.join(''));
const moved = await fetch(`${base}/moved`);
console.log(moved.redirected, new URL(moved.url).pathname, (await moved.json()).method);
console.log((await fetch(`${base}/moved`, { redirect: 'manual' })).status);
await fetch(`${base}/moved`, { redirect: 'error' }).catch((error) =>
  console.log(error.name, error.message, error.cause?.message),
);
const teapot = await fetch(`${base}/cookies`);
console.log(
  teapot.status,
  teapot.statusText,
  teapot.headers.getSetCookie(),
  [...teapot.headers.keys()].filter((key) => key !== 'date'),
  await teapot.text(),
  teapot.bodyUsed,
);
await teapot.text().catch((error) => console.log(error.name, error.message));
await fetch(`${base}/slow`, { signal: AbortSignal.timeout(20) }).catch((error) =>
  console.log(error.name, error.message),
);
const controller = new AbortController();
const aborted = fetch(`${base}/slow`, { signal: controller.signal });
controller.abort();
await aborted.catch((error) => console.log(error.name, error.message));
const broken = await fetch(`${base}/broken`);
await broken.text().catch((error) => console.log(error.name, error.message, error.cause?.message));
await fetch('http://127.0.0.1:1/').catch((error) => console.log(error.name, error.message, error.cause?.code));
await fetch('/relative').catch((error) => console.log(error.name, error.message, error.cause?.code));
await fetch('gopher://x').catch((error) => console.log(error.name, error.message, error.cause?.message));
console.log(
  await (await fetch('data:text/plain,inline')).text(),
  await Response.json({ a: 1 }).text(),
  new Headers({ B: '1', a: '2' }).has('b'),
  new Request('http://x/y', { method: 'post' }).method,
);
const many = await Promise.all(
  Array.from({ length: 20 }, (_, n) =>
    fetch(`${base}/json`, { method: 'POST', body: String(n) }).then((response) => response.json()),
  ),
);
console.log(many.map(({ body }) => body).join(' '));
server.closeAllConnections();
server.close(() => console.log('closed'));
