import { createServer } from 'node:http';
import { once } from 'node:events';
import { buffer, text } from 'node:stream/consumers';
import { Agent, Client, FormData, MockAgent, Pool, RetryAgent, fetch, request, stream } from 'undici';
import { Writable } from 'node:stream';
import { serve } from '../../serve.js';

let failures = 0;
/** What is asked by undici. */
const upstream = createServer(async (incoming, response) => {
  const body = await text(incoming);
  if (incoming.url === '/slow') return;
  if (incoming.url === '/flaky' && failures++ < 2) return response.writeHead(503).end();
  if (incoming.url === '/redirect') return response.writeHead(302, { location: '/there' }).end();
  if (incoming.url === '/large') return response.end(Buffer.alloc(300_000, 'x'));
  const { 'content-type': type, 'user-agent': agent, 'transfer-encoding': encoding } = incoming.headers;
  response.setHeader('content-type', 'application/json').setHeader('x-two', ['a', 'b']);
  const shown = type?.startsWith('multipart') ? body.replaceAll(/-{4,}[\w-]+/g, '----') : body;
  response.end(
    JSON.stringify({ method: incoming.method, url: incoming.url, type: type?.split(';')[0], agent, encoding, shown }),
  );
});
await once(upstream.listen(0, '127.0.0.1'), 'listening');
const origin = `http://127.0.0.1:${upstream.address().port}`;
const pool = new Pool(origin, { connections: 2, pipelining: 2 });

serve({
  'GET /request': async () => {
    const { statusCode, headers, body } = await request(`${origin}/a`, {
      method: 'POST',
      body: '{"a":1}',
      query: { q: 'x y' },
    });
    return { statusCode, two: headers['x-two'], body: await body.json() };
  },
  'GET /pool': () =>
    Promise.all(
      Array.from({ length: 6 }, async (_, n) => {
        const { body } = await pool.request({ path: `/${n}`, method: 'GET' });
        return (await body.json()).url;
      }),
    ),
  'GET /fetch': async () => {
    const form = new FormData();
    form.append('file', new File(['some text'], 'a.txt', { type: 'text/plain' }));
    const response = await fetch(`${origin}/form`, { method: 'POST', body: form });
    return { ok: response.ok, two: response.headers.get('x-two'), body: await response.json() };
  },
  'GET /redirect': async () => {
    const { redirected, url, status } = await fetch(`${origin}/redirect`);
    return { redirected, path: new URL(url).pathname, status };
  },
  'GET /streamed': async () => {
    const parts = async function* () {
      for (const part of ['one ', 'two']) yield part;
    };
    const { body } = await request(`${origin}/up`, { method: 'PUT', body: parts() });
    return body.json();
  },
  'GET /large': async () => {
    let bytes = 0;
    const count = () => new Writable({ write: (chunk, _, done) => done(null, (bytes += chunk.length)) });
    await stream(`${origin}/large`, { method: 'GET' }, count);
    const response = await fetch(`${origin}/large`);
    return [bytes, (await buffer(response.body)).length];
  },
  'GET /timeout': () => request(`${origin}/slow`, { headersTimeout: 50, dispatcher: new Agent() }).catch(briefly),
  'GET /aborted': () => fetch(`${origin}/slow`, { signal: AbortSignal.timeout(50) }).catch(briefly),
  'GET /refused': () =>
    fetch('http://127.0.0.1:9').catch((error) => ({ ...briefly(error), cause: briefly(error.cause) })),
  'GET /retried': async () => {
    const dispatcher = new RetryAgent(new Agent(), { minTimeout: 1, statusCodes: [503] });
    const { statusCode, body } = await request(`${origin}/flaky`, { dispatcher });
    await body.dump();
    return { statusCode, failures };
  },
  'GET /mocked': async () => {
    const mock = new MockAgent();
    mock.disableNetConnect();
    mock.get('http://shop.example').intercept({ path: '/' }).reply(200, { mocked: true });
    return (await request('http://shop.example/', { dispatcher: mock })).body.json();
  },
  'GET /client': async () => {
    const client = new Client(origin);
    const { body } = await client.request({ path: '/client', method: 'HEAD' });
    await body.dump();
    await client.close();
    return { closed: client.closed };
  },
});

function briefly({ name, code, message }) {
  return { name, code, message };
}
