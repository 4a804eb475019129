import { utimesSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { contextStorage, getContext } from 'hono/context-storage';
import { setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import { stream, streamSSE } from 'hono/streaming';
import { validator } from 'hono/validator';
import { ready } from '../../serve.js';

// What it serves as a file tells its time.
utimesSync('services/hono/requests.js', 1_600_000_000, 1_600_000_000);

const app = new Hono();
app.use(contextStorage());
app.use('/api/*', cors({ origin: 'https://shop.example' }), etag());
app.use('/admin/*', basicAuth({ username: 'ada', password: 'secret' }));
app.get('/admin/page', (context) => context.html('<p>admin</p>'));
app.get('/api/items/:id{[0-9]+}', async (context) => {
  await Promise.resolve();
  return context.json({ id: context.req.param('id'), same: getContext() === context, all: context.req.queries('a') });
});
const positive = validator('json', (value, context) => {
  return value.count > 0 ? value : context.json({ error: 'count is not positive' }, 422);
});
app.post('/api/orders', positive, (context) => {
  setCookie(context, 'order', '1', { httpOnly: true });
  return context.json(context.req.valid('json'), 201);
});
app.post('/upload', async (context) => {
  const { file, note } = await context.req.parseBody();
  return context.json({ note, name: file.name, type: file.type, text: await file.text() });
});
app.get('/stream', (context) =>
  stream(context, async (to) => {
    for (const word of ['one ', 'two ', 'three']) await to.write(word);
  }),
);
app.get('/events', (context) =>
  streamSSE(context, async (to) => {
    for (const id of ['1', '2']) await to.writeSSE({ id, event: 'tick', data: `tick ${id}` });
  }),
);
app.use('/files/*', serveStatic({ root: './services/hono', rewriteRequestPath: (path) => path.replace('/files', '') }));
app.get('/fails', () => {
  throw new HTTPException(418, { message: 'a teapot' });
});
app.onError((error, context) => context.json({ error: error.message }, error.status ?? 500));
app.notFound((context) => context.text('nothing here', 404));
ready(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }));
