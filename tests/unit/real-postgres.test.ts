/**
 * The programs that stand in the place of the platform's PostgreSQL when chapters run against a real one. What needs
 * such a server is skipped where there is none, and says so.
 */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import test, { after, before, describe, type TestContext } from 'node:test';
import {
  encode,
  errorMessage,
  MessageReader,
  openingOf,
  readyMessage,
} from '../../platform/services/postgres/messages.ts';
import { PostgresClient } from '../../platform/services/postgres/client.ts';
import type { Statement } from '../../platform/services/postgres/statements.ts';
import { temporaryDirectory } from '../../platform/testing/app.ts';
import { programs } from '../../platform/testing/platform.ts';
import { postgresPrograms, startPostgres, type StartedServer } from '../gates/real-services/debian.ts';
import { databasesNamed, OwnDatabase } from '../gates/real-services/own-database.ts';
import { database as openDatabase } from './testing/postgres.ts';
import { exchangePrograms, findServers } from '../gates/real-services/programs.ts';
import { RelayedConnection } from '../gates/real-services/relayed-connection.ts';

/** Listens on a free port of this machine until the test is over. */
async function listen(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('the relay, with a server that refuses every statement', () => {
  /** Lets everybody in, notes who comes, and refuses what is asked. */
  function refusing(came: string[][]): (socket: Socket) => void {
    return (socket) => {
      const reader = new MessageReader(false);
      let open = false;
      socket.on('data', (bytes: Buffer) => {
        reader.push(bytes);
        for (let message = reader.next(); message; message = reader.next()) {
          if (open) {
            if (message.letter === 'Q') {
              socket.write(Buffer.concat([errorMessage('ERROR', '42P01', 'no'), readyMessage('I')].map(encode)));
            }
            continue;
          }
          const opening = openingOf(message.body);
          assert.equal(opening.kind, 'startup');
          if (opening.kind === 'startup') {
            came.push([opening.parameters.get('user') ?? '', opening.parameters.get('database') ?? '']);
          }
          reader.started();
          open = true;
          const letIn = { letter: 'R', body: Buffer.alloc(4) };
          socket.write(Buffer.concat([letIn, readyMessage('I')].map(encode)));
        }
      });
    };
  }

  async function relayed(t: TestContext) {
    const came: string[][] = [];
    const statements: Statement[] = [];
    const port = await listen(t, refusing(came));
    const relay = {
      database: { name: 'own', host: '127.0.0.1', port },
      calls: 0,
      log: (statement: Statement) => void statements.push(statement),
      command: (name: string) => Promise.resolve(`did ${name}`),
    };
    let connections = 0;
    const door = await listen(t, (socket) => void new RelayedConnection(socket, ++connections, relay));
    const connect = (user: string, database = 'postgres') => {
      const client = new PostgresClient({ port: door, user, password: 'x', database });
      t.after(() => client.close());
      return client;
    };
    return { came, statements, relay, connect };
  }

  test('leads to the own database, and notes what was said and what the server had against it', async (t) => {
    const { came, statements, relay, connect } = await relayed(t);
    await assert.rejects(connect('postgres').query('SELECT 1'), { code: '42P01' });
    assert.deepEqual(came, [['own', 'own']]);
    assert.deepEqual(
      statements.map(({ text, error, connection }) => [text, error, connection]),
      [['SELECT 1', 'no', 1]],
    );
    assert.equal(relay.calls, 1);
  });

  test('leaves another user and another database to the server', async (t) => {
    const { came, connect } = await relayed(t);
    await assert.rejects(connect('somebody', 'other').query('SELECT 1'));
    assert.deepEqual(came, [['somebody', 'other']]);
  });

  test("does the platform's commands itself, and does not log what the platform asks", async (t) => {
    const { statements, relay, connect } = await relayed(t);
    const platform = connect('platform');
    assert.deepEqual(await platform.query('\\dump file'), [{ dump: 'did dump' }]);
    await assert.rejects(platform.query('SELECT 1'), { code: '42P01' });
    assert.deepEqual([statements, relay.calls], [[], 0]);
  });
});

const { database: given } = findServers(process.env);
const installed = postgresPrograms();
const needsPostgres = { skip: given || installed ? false : 'no DATABASE_URL, and PostgreSQL is not installed' };

describe('a real PostgreSQL', () => {
  const prefix = `twelve_factor_test_${process.pid}_`;
  let started: StartedServer | null = null;
  let url = given ?? '';
  before(async () => {
    if (given || !installed) return;
    started = await startPostgres(installed);
    url = started.url;
  });
  after(async () => {
    if (!url) return;
    for (const name of await databasesNamed(url, prefix)) await new OwnDatabase(url, name).drop();
    await started?.stop();
  });

  async function database(t: TestContext) {
    const directory = temporaryDirectory(t);
    exchangePrograms(directory, { database: url, redis: null }, prefix);
    const postgres = join(directory, 'postgres/postgres.cjs');
    return openDatabase(t, { programs: { ...programs, postgres } });
  }

  test(
    'is what clients reach, each service with rows of its own, kept while it is stopped',
    needsPostgres,
    async (t) => {
      const [one, other] = [await database(t), await database(t)];
      await (await one.connect()).query('CREATE TABLE t AS SELECT generate_series(1, 30) AS x');
      // Two sessions that each hold a lock of their own are what ours cannot have.
      const [a, b] = [await one.connect(), await one.connect()];
      assert.equal((await a.query('SELECT pg_try_advisory_lock(1) AS had')).rows[0].had, true);
      assert.equal((await b.query('SELECT pg_try_advisory_lock(1) AS had')).rows[0].had, false);
      assert.deepEqual([await one.service.entries(), await other.service.entries()], [30, 0]);
      await one.service.stop();
      await one.service.start();
      assert.equal(one.service.state.entries, 30);
      await one.service.wipe();
      assert.equal(one.service.state.entries, 0);
    },
  );

  test('refuses a wrong password, and logs what clients said', needsPostgres, async (t) => {
    const { service, connect } = await database(t);
    const wrong = new URL(service.url);
    wrong.password = 'wrong';
    await assert.rejects(connect({ connectionString: wrong.href }), { code: '28P01' });
    const client = await connect({ application_name: 'migrate' });
    await client.query('CREATE TABLE t (x int)');
    await assert.rejects(client.query('INSERT INTO t VALUES ($1)', ['no']));
    const log = (await service.controls.statements?.()) ?? [];
    assert.deepEqual(
      log.map(({ application, text, error }) => [application, text, error]),
      [
        ['migrate', 'CREATE TABLE t (x int)', null],
        ['migrate', 'INSERT INTO t VALUES ($1)', 'invalid input syntax for type integer: "no"'],
      ],
    );
    assert.equal(await service.controls.calls(), 3);
  });

  test('gives a dump to another one, under open connections', needsPostgres, async (t) => {
    const [from, to] = [await database(t), await database(t)];
    const [client, other] = [await from.connect(), await to.connect()];
    await client.query('CREATE TABLE t AS SELECT generate_series(1, 30) AS x');
    const dump = await from.service.controls.dump?.();
    await client.query('DELETE FROM t');
    await other.query('CREATE TABLE other (x int)');
    await to.service.controls.restore?.(dump!);
    assert.equal(await to.service.entries(), 30);
    await assert.rejects(other.query('SELECT * FROM other'), { code: '42P01' });
    assert.equal((await other.query('DELETE FROM t')).rowCount, 30);
  });
});
