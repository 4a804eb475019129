import { Redis } from 'ioredis';
import { serve } from '../../serve.js';

const redis = new Redis(process.env.BACKING_URL, { maxRetriesPerRequest: 1, retryStrategy: () => null });
redis.on('error', (error) => console.log(`client ${error.name}: ${error.message}`));

serve({
  'PUT /key': ({ body: { key, value } }) => redis.set(key, value, 'EX', 100),
  'GET /key': ({ url }) => redis.get(url.searchParams.get('key')),
  'POST /pipeline': () => redis.pipeline().set('a', 1).incr('a').lpush('a', 'x').mget('a', 'b').exec().then(readable),
  'POST /transaction': () => redis.multi().hset('hash', { one: 1, two: 2 }).hgetall('hash').exec().then(readable),
  'POST /buffer': async () => {
    await redis.set('bytes', Buffer.from('text'));
    return (await redis.getBuffer('bytes')).toString('hex');
  },
  'POST /list': ({ body }) => redis.rpush('jobs', ...body),
  'POST /take': () => redis.duplicate().brpop('jobs', 5),
  'POST /wrong': () => redis.hget('a', 'x'),
  'POST /quit': () => redis.quit(),
});

/** Errors of single commands as their messages. */
function readable(results) {
  return results.map(([error, value]) => (error ? { error: error.message } : value));
}
