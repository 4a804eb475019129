import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { ready } from '../../serve.js';

const files = mkdtempSync(join(tmpdir(), 'files-'));
const page = join(files, 'page.html');
writeFileSync(page, '<!doctype html><title>A page</title>');
// Its ETag comes from its time.
utimesSync(page, 1_600_000_000, 1_600_000_000);

const items = new Map([['1', { id: '1', name: 'lamp' }]]);
/** The id of the request that is being answered. */
const asked = new AsyncLocalStorage();

const app = express();
app.use((request, _, next) => asked.run(request.get('x-request-id') ?? 'none', next));
app.use(express.json({ limit: 200 }));
app.use(express.urlencoded({ extended: true }));
app.use('/files', express.static(files, { maxAge: '1h' }));

const router = express.Router();
router.param('id', (_, response, next, id) => {
  response.locals.item = items.get(id);
  next(items.has(id) ? undefined : Object.assign(new Error(`no item ${id}`), { status: 404 }));
});
router
  .route('/:id')
  .get((_, response) => response.json(response.locals.item))
  .delete((request, response) => {
    items.delete(request.params.id);
    response.sendStatus(204);
  });
router.post('/', async (request, response) => {
  const id = String(items.size + 1);
  items.set(id, { id, ...request.body });
  response.status(201).location(`${request.baseUrl}/${id}`).cookie('last', id, { httpOnly: true }).json(items.get(id));
});
app.use('/items', router);

app.get('/who', async (request, response) => {
  await pause(Number(request.query.wait));
  const before = asked.getStore();
  await new Promise((resolve) => setImmediate(resolve));
  response.json([before, asked.getStore()]);
});
app.post('/form', (request, response) => response.json(request.body));
app.get('/old', (_, response) => response.redirect(301, '/items/1'));
app.get('/query', (request, response) => response.json(request.query));
app.get('/formats', (_, response) => {
  response.format({ text: () => response.send('plain'), html: () => response.send('<p>page</p>') });
});
app.get('/file', (_, response) => response.sendFile(page));
app.get('/download', (_, response) => response.download(page, 'a page.html'));
app.get('/fails', async () => {
  await pause(1);
  throw new Error('it failed');
});
app.use((error, _, response, next) => {
  if (response.headersSent) return next(error);
  response.status(error.status ?? 500).json({ error: error.message, type: error.type, request: asked.getStore() });
});
ready(app.listen(0, '127.0.0.1'));
