/**
 * In the place of the platform's key-value store: a relay to a Redis that was there before, where each service has a
 * numbered database of its own. It gets PORT, PASSWORD and DATA as every service does; REDIS_URL and REDIS_OWNER come
 * from programs.ts. It ends when its stdin does; the database stays until the gates' engine gives it back.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { GivenRedis } from './given-redis.ts';
import { RelayedClient, type RedisRelay } from './relayed-client.ts';

const { PORT = '', PASSWORD = '', DATA = '', REDIS_URL = '', REDIS_OWNER = '' } = process.env;
const redis = new GivenRedis(REDIS_URL);

// The file says that this service was here before: its database is kept while it is stopped.
if (!existsSync(DATA)) writeFileSync(DATA, String(await redis.claim(REDIS_OWNER)));

const relay: RedisRelay = {
  server: redis.address,
  password: PASSWORD,
  database: Number(readFileSync(DATA, 'utf8')),
  calls: 0,
  // What was sent before is on its way.
  shutdown: () => void setImmediate(() => process.exit()),
};

process.stdin.resume().on('end', () => process.exit());
createServer((client) => void new RelayedClient(client, relay)).listen(Number(PORT), '127.0.0.1', () =>
  console.log(`ready on port ${PORT}, for database ${relay.database} of the real server`),
);
