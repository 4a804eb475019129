import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify from 'fastify';

const asked = new AsyncLocalStorage();
const app = Fastify({ logger: { level: 'info', redact: ['req.headers.authorization'] } });

app.addHook('onRequest', (request, _, done) => asked.run(request.id, done));
app.addHook('preHandler', async (request) => {
  if (request.headers['x-refuse']) throw app.httpRefusal('refused by a hook');
});
app.addHook('onSend', async (request, reply, payload) => {
  reply.header('x-request', request.id);
  return payload;
});
app.decorate('httpRefusal', (message) => Object.assign(new Error(message), { statusCode: 403, code: 'REFUSED' }));

app.register(
  async (scope) => {
    scope.post(
      '/',
      {
        schema: {
          body: {
            type: 'object',
            required: ['item', 'count'],
            additionalProperties: false,
            properties: {
              item: { type: 'string', minLength: 2 },
              count: { type: 'integer', minimum: 1, default: 1 },
              mail: { type: 'string', format: 'email' },
            },
          },
          response: { 201: { type: 'object', properties: { item: { type: 'string' }, total: { type: 'number' } } } },
        },
      },
      async (request, reply) => {
        request.log.info({ order: request.body }, 'ordered');
        reply.code(201);
        return { ...request.body, total: request.body.count * 2.5, secret: 'not in the schema' };
      },
    );
    scope.get('/:id(^\\d+$)', async (request) => ({ id: request.params.id, query: request.query }));
  },
  { prefix: '/orders' },
);
app.get('/who', async (request) => {
  await pause(Number(request.query.wait));
  return { same: asked.getStore() === request.id };
});
app.get('/inject', async () => {
  const { statusCode, json } = await app.inject({ method: 'GET', url: '/orders/5?a=1' });
  return { statusCode, body: json() };
});
app.get('/fails', async () => {
  throw new Error('it failed');
});
app.setNotFoundHandler((request, reply) => reply.code(404).send({ missing: request.url }));

await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`ready on port ${app.server.address().port}`);
process.once('SIGTERM', async () => {
  await app.close();
  console.log('closed');
});
