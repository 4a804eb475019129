/** PostgreSQL, driven by the client that examples use. */
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import type Pg from '../../../examples/node_modules/@types/pg/index.d.ts';
import { bundlePostgres } from '../../../tools/bundle-postgres.ts';
import { database } from '../testing/postgres.ts';

before(bundlePostgres);

test('speaks with the official client: parameters, types, errors, several connections', async (t) => {
  const { service, connect } = await database(t);
  const [a, b] = [await connect(), await connect({ application_name: 'other' })];
  await a.query('CREATE TABLE users (id serial PRIMARY KEY, name text UNIQUE, born date, tags jsonb)');
  const inserted = await a.query('INSERT INTO users (name, tags) VALUES ($1, $2) RETURNING id', ['Ann', { x: [1] }]);
  assert.deepEqual([inserted.rows, inserted.rowCount], [[{ id: 1 }], 1]);
  assert.deepEqual((await b.query('SELECT name, tags, 7 / 2 AS n FROM users')).rows, [
    { name: 'Ann', tags: { x: [1] }, n: 3 },
  ]);
  await assert.rejects(b.query('INSERT INTO users (name) VALUES ($1)', ['Ann']), { code: '23505' });
  await assert.rejects(a.query('SELECT * FROM nothing'), { code: '42P01' });
  assert.deepEqual(
    ((await a.query('SELECT 1 AS one; SELECT 2 AS two')) as unknown as { rows: unknown }[]).map(({ rows }) => rows),
    [[{ one: 1 }], [{ two: 2 }]],
  );
  assert.match((await a.query('SELECT version()')).rows[0].version, /^PostgreSQL/);
  assert.deepEqual(await service.controls.query?.('SELECT id, born FROM users'), [{ id: '1', born: null }]);
  assert.equal(await service.entries(), 1);
  // Larger than one packet, both ways.
  const long = 'x'.repeat(3_000_000);
  assert.equal((await b.query('SELECT $1::text AS text', [long])).rows[0].text, long);
});

test('refuses a wrong password, another user and another database, each by its code', async (t) => {
  const { service, connect } = await database(t);
  const changed = (change: (url: URL) => void) => {
    const url = new URL(service.url);
    change(url);
    return connect({ connectionString: url.href });
  };
  const wrong = { code: '28P01', message: 'password authentication failed for user "postgres"' };
  await assert.rejects(
    changed((url) => (url.password = 'wrong')),
    wrong,
  );
  await assert.rejects(
    changed((url) => (url.username = 'somebody')),
    { code: '28P01' },
  );
  await assert.rejects(
    changed((url) => (url.pathname = '/other')),
    { code: '3D000' },
  );
});

test('one transaction at a time: others wait, and see none of it before it is over', async (t) => {
  const { service, connect } = await database(t);
  const [a, b, c] = [await connect(), await connect(), await connect()];
  await a.query('CREATE TABLE t (x int UNIQUE)');
  await a.query('BEGIN');
  await a.query('INSERT INTO t VALUES (1)');
  let answered = false;
  const count = b.query('SELECT count(*)::int AS n FROM t').then(({ rows }) => ((answered = true), rows[0].n));
  await a.query('INSERT INTO t VALUES (2)');
  await assert.rejects(a.query('INSERT INTO t VALUES (2)'), { code: '23505' });
  await assert.rejects(a.query('INSERT INTO t VALUES (3)'), { code: '25P02' });
  assert.equal(answered, false);
  assert.equal((await a.query('COMMIT')).command, 'ROLLBACK');
  assert.equal(await count, 0);

  // Who goes away in the middle of one takes it back.
  await c.query('BEGIN');
  await c.query('INSERT INTO t VALUES (4)');
  (c as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy();
  assert.equal((await a.query('SELECT count(*)::int AS n FROM t')).rows[0].n, 0);
  assert.equal(await service.entries(), 0);
});

test('prepared statements of two connections may have one name', async (t) => {
  const { connect } = await database(t);
  const [a, b] = [await connect(), await connect()];
  const ask = (client: Pg.Client, text: string) => client.query({ name: 'mine', text, values: [20] });
  assert.equal((await ask(a, 'SELECT $1::int + 1 AS n')).rows[0].n, 21);
  assert.equal((await ask(b, 'SELECT $1::int + 2 AS n')).rows[0].n, 22);
  assert.equal((await ask(a, 'SELECT $1::int + 1 AS n')).rows[0].n, 21);
});

test('keeps its rows and its address while it is stopped; forgets them when wiped', async (t) => {
  const { service, connect } = await database(t);
  const { url } = service;
  await (await connect()).query('CREATE TABLE t AS SELECT generate_series(1, 30) AS x');
  await service.stop();
  assert.equal(service.state.phase, 'exited');
  await service.start();
  assert.deepEqual([service.url, service.state.entries], [url, 30]);
  await service.wipe();
  assert.equal(service.state.entries, 0);
  await assert.rejects((await connect()).query('SELECT * FROM t'), { code: '42P01' });
});

test('a dump of one goes into another', async (t) => {
  const [from, to] = [await database(t), await database(t)];
  await (await from.connect()).query('CREATE TABLE t AS SELECT generate_series(1, 30) AS x');
  const dump = await from.service.controls.dump?.();
  await (await from.connect()).query('DELETE FROM t');
  await (await to.connect()).query('CREATE TABLE other (x int)');
  await to.service.controls.restore?.(dump!);
  assert.equal(await to.service.entries(), 30);
  await assert.rejects((await to.connect()).query('SELECT * FROM other'), { code: '42P01' });
});

test("logs what clients said, and not the platform's own", async (t) => {
  const { service, connect } = await database(t);
  assert.equal(await service.controls.calls(), 0);
  const client = await connect({ application_name: 'migrate' });
  await client.query('CREATE TABLE t (x int)');
  await client.query('INSERT INTO t VALUES ($1)', [1]);
  await assert.rejects(client.query('CREATE TABLE t (x int)'));
  await service.refresh();
  const log = (await service.controls.statements?.()) ?? [];
  assert.deepEqual(
    log.map(({ application, text, error }) => [application, text, error]),
    [
      ['migrate', 'CREATE TABLE t (x int)', null],
      ['migrate', 'INSERT INTO t VALUES ($1)', null],
      ['migrate', 'CREATE TABLE t (x int)', 'relation "t" already exists'],
    ],
  );
  assert.equal(await service.controls.calls(), 4);
});
