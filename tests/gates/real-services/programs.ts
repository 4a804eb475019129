import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The real servers that there are. */
export interface Servers {
  /** A PostgreSQL, as the URL of a user who may make databases and roles; null: none. */
  database: string | null;
  /**
   * A Redis, as the URL of a user who may do everything: each service has one of its databases. Or its program: each
   * service is a process of its own. Null: none.
   */
  redis: { url: string } | { program: string } | null;
}

/**
 * The servers that an environment names: `DATABASE_URL`; and `REDIS_URL`, or else `REDIS_SERVER` or a `redis-server` on
 * its `PATH`.
 */
export function findServers(env: NodeJS.ProcessEnv): Servers {
  const { DATABASE_URL: database, REDIS_URL: url } = env;
  const program = env['REDIS_SERVER'] || findProgram('redis-server');
  return { database: database || null, redis: url ? { url } : program ? { program } : null };
}

/** Where a program is, by `PATH`; null when it is not there. */
export function findProgram(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/**
 * Puts programs that lead to real servers in the place of those of the platform's services. The platform itself stays
 * the same file.
 * @param directory a copy of the platform's programs
 * @param prefix begins the names of all databases that are made, and says whose the numbered ones of a Redis are
 */
export function exchangePrograms(directory: string, { database, redis }: Servers, prefix: string): void {
  if (database) {
    const variables = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database, DATABASE_PREFIX: prefix };
    exchange(join(directory, 'postgres/postgres.cjs'), './postgres-relay.ts', variables);
  }
  const keyValue = join(directory, 'kv.cjs');
  if (redis && 'url' in redis) exchange(keyValue, './redis-relay.ts', { REDIS_URL: redis.url, REDIS_OWNER: prefix });
  else if (redis) exchange(keyValue, './redis.ts', { REDIS_SERVER: redis.program });
}

/** Puts another program in a file's place. The platform gives services an environment with nothing else in it. */
function exchange(file: string, module: string, variables: Record<string, string>): void {
  const program = new URL(module, import.meta.url).href;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `Object.assign(process.env, ${JSON.stringify(variables)});\nimport(${JSON.stringify(program)});\n`,
  );
  // There may be a password in it.
  chmodSync(file, 0o600);
}
