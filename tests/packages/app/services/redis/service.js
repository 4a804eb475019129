import { createClient } from 'redis';
import { serve } from '../../serve.js';

const client = createClient({ url: process.env.BACKING_URL, socket: { reconnectStrategy: false } });
client.on('error', (error) => console.log(`client ${error.name}: ${error.message}`));
await client.connect();

serve({
  'PUT /key': ({ body: { key, value, seconds } }) => client.set(key, value, seconds ? { EX: seconds } : {}),
  'GET /key': async ({ url }) => {
    const key = url.searchParams.get('key');
    return { value: await client.get(key), lives: (await client.ttl(key)) > 0 };
  },
  // Those that are asked at once go out as one pipeline.
  'POST /count': () => Promise.all([1, 2, 3].map(() => client.incr('count'))),
  'POST /hash': async ({ body }) => [await client.hSet('hash', body), { ...(await client.hGetAll('hash')) }],
  'POST /transaction': () => client.multi().set('a', '1').incrBy('a', 5).get('a').exec(),
  'POST /list': ({ body }) => client.rPush('jobs', body),
  'POST /take': async () => {
    const blocking = await client.duplicate().connect();
    try {
      return await blocking.blPop('jobs', 5);
    } finally {
      blocking.destroy();
    }
  },
  'POST /wrong': () => client.lPush('a', 'x'),
  'POST /unknown': () => client.sendCommand(['NO-SUCH', 'x']),
  'POST /scan': async () => {
    const found = [];
    for await (const keys of client.scanIterator({ MATCH: '*' })) found.push(...[keys].flat());
    return found.sort();
  },
});
