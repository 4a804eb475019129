import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import Koa from 'koa';
import Router from '@koa/router';
import { ready } from '../../serve.js';

const asked = new AsyncLocalStorage();
const app = new Koa({ keys: ['a key', 'an old key'], proxy: true });
const trail = [];

app.use((context, next) => asked.run(context.get('x-request-id'), next));
app.use(async (context, next) => {
  trail.push(`> ${context.path}`);
  await next();
  trail.push(`< ${context.status}`);
  context.set('x-trail', String(trail.splice(0)));
});
app.use(async (context, next) => {
  try {
    await next();
  } catch (error) {
    context.status = error.status ?? 500;
    context.body = { error: error.expose ? error.message : 'hidden' };
    context.app.emit('error', error, context);
  }
});
app.on('error', (error) => console.log(`error ${error.message}`));

const router = new Router({ prefix: '/api' });
router.get('/items/:id', async (context) => {
  await pause(1);
  context.assert(context.params.id !== '0', 404, 'no item 0');
  context.body = { id: context.params.id, query: context.query, ip: context.ip, request: asked.getStore() };
});
router.post('/items', async (context) => {
  context.status = 201;
  context.body = await json(context.req);
});
router.get('/stream', (context) => {
  context.type = 'text/plain';
  context.body = Readable.from(['one ', 'two']);
});
router.get('/cookie', (context) => {
  context.body = { was: context.cookies.get('seen', { signed: true }) ?? null };
  context.cookies.set('seen', 'yes', { signed: true });
});
router.get('/fresh', (context) => {
  context.status = 200;
  context.etag = 'v1';
  if (context.fresh) context.status = 304;
  else context.body = 'first';
});
router.get('/fails', () => {
  throw new Error('it failed');
});
router.get('/empty', (context) => void (context.body = null));
app.use(router.routes()).use(router.allowedMethods());
ready(app.listen(0, '127.0.0.1'));
