/**
 * `npm run gates:real-services -- [--example NN-factor] [--json] [--seed S] [--seeds N]`: the gates of all examples that
 * use a PostgreSQL or a Redis, with real ones in the place of ours. A PostgreSQL at `DATABASE_URL` is used as it is;
 * without it, the one that is installed is started, for this run alone. So is a Redis at `REDIS_URL`; without it, each
 * service is a process of `REDIS_SERVER` or the `redis-server` that is installed. Exits with 1 if any row differs, or if
 * there is neither of them.
 */
import { postgresPrograms, startPostgres } from '../tests/gates/real-services/debian.ts';
import { findServers } from '../tests/gates/real-services/programs.ts';
import { run, say } from './run.mjs';

const { database, redis } = findServers(process.env);
const programs = postgresPrograms();
const started = database === null && programs !== null ? await startPostgres(programs) : null;
if (started) process.env['DATABASE_URL'] = started.url;

if (database) say('PostgreSQL: the one at DATABASE_URL');
else if (started) say(`PostgreSQL: ${programs}, on a port of its own`);
else say('PostgreSQL: none. Left out: set DATABASE_URL, or install it (Debian: postgresql)');
if (redis && 'url' in redis) say('Redis: the one at REDIS_URL, an empty database of it for each service');
else if (redis) say(`Redis: ${redis.program}, a process for each service`);
else say('Redis: none. Left out: set REDIS_URL or REDIS_SERVER, or install it (Debian: redis-server)');

try {
  const gates = ['tests/gates/run.ts', '--engine', 'real-services', ...process.argv.slice(2)];
  process.exitCode = await run(process.execPath, gates);
} finally {
  await started?.stop();
}
