import { createServer } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram, register, Summary } from 'prom-client';
import { ready } from '../../serve.js';

collectDefaultMetrics({ labels: { app: 'tried' } });
const asked = new Counter({ name: 'asked_total', help: 'Requests', labelNames: ['path'] });
const sizes = new Histogram({ name: 'sizes', help: 'Sizes', buckets: [1, 10, 100] });
const waits = new Summary({ name: 'waits', help: 'Waits', percentiles: [0.5] });

const server = createServer(async (request, response) => {
  asked.inc({ path: request.url });
  sizes.observe(request.url.length);
  waits.observe(2);
  if (request.url !== '/metrics') return response.end('counted\n');
  response.setHeader('content-type', register.contentType).end(await register.metrics());
});
ready(server.listen(0, '127.0.0.1'));
