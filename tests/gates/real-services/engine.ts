import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../tools/run.mjs';
import type { Engine } from '../engine.ts';
import { nodeEngine, programs } from '../node-engine.ts';
import { GivenRedis } from './given-redis.ts';
import { databasesNamed, OwnDatabase } from './own-database.ts';
import { exchangePrograms, findServers, type Servers } from './programs.ts';

/** How many were opened in this process: lanes work side by side, each with an engine of its own. */
let opened = 0;

/**
 * The platform on plain Node, with real servers as its services: a PostgreSQL at `DATABASE_URL`, and Redis. The apps,
 * the experiments and the platform are the same, and only URLs lead elsewhere.
 * @param servers default: as the environment says
 * @param platform the directory with its programs, which is copied
 * @throws Error when there is none of them, or the Redis that is given has no database to give
 */
export async function realServicesEngine(
  servers: Servers = findServers(process.env),
  platform = programs,
): Promise<Engine> {
  const { database, redis } = servers;
  if (!database && !redis) {
    throw new Error(
      'There is neither DATABASE_URL nor REDIS_URL nor REDIS_SERVER, so there is no real server to run anything with. ' +
        'npm run gates:real-services starts them.',
    );
  }
  // Two that run at the same time must not meet in one database, nor take away each other's programs.
  const own = `${process.pid}_${++opened}`;
  const prefix = `twelve_factor_${own}_`;
  const given = redis && 'url' in redis ? new GivenRedis(redis.url) : null;
  // What is wrong with it is better said now than by each service that does not start.
  await given?.claim(prefix);
  await given?.free(prefix);
  const directory = join(root, `.cache/gates/real-services-${own}`);
  cpSync(platform, directory, { recursive: true });
  exchangePrograms(directory, servers, prefix);
  const engine = nodeEngine(directory);
  const exchanged = [...(database ? ['postgres'] : []), ...(redis ? ['key-value', 'queue'] : [])];
  const dropAll = async () => {
    await given?.free(prefix);
    if (!database) return;
    for (const name of await databasesNamed(database, prefix)) await new OwnDatabase(database, name).drop();
  };
  return {
    name: 'real-services',
    proves: ({ services, experiments }) =>
      [services, ...experiments.map((experiment) => experiment.services ?? [])]
        .flat()
        .some(({ kind }) => exchanged.includes(kind)),
    async run(args) {
      try {
        return await engine.run(args);
      } finally {
        await dropAll();
      }
    },
    async close() {
      rmSync(directory, { recursive: true, force: true });
      await engine.close();
    },
  };
}
