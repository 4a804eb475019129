import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import type Pg from '../../../examples/node_modules/@types/pg/index.d.ts';
import { TestPlatform } from '../../../platform/testing/platform.ts';

/** The client that examples use. */
export const pg = createRequire(new URL('../../../examples/', import.meta.url))('pg') as typeof Pg;

/** A deploy with a database, and a way to connect to it as a client; both end with the test. */
export async function database(t: TestContext, options: ConstructorParameters<typeof TestPlatform>[1] = {}) {
  const under = new TestPlatform(t, options);
  const services = [{ name: 'postgres.1', kind: 'postgres', config: 'DATABASE_URL' }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  const service = deploy.service('postgres.1');
  const connect = async (more: Pg.ClientConfig = {}) => {
    const client = new pg.Client({ connectionString: service.url, ...more });
    client.on('error', () => {});
    t.after(() => client.end().catch(() => {}));
    await client.connect();
    return client;
  };
  return { under, service, connect };
}
