import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresClient } from '../../../platform/services/postgres/client.ts';

const execute = promisify(execFile);

/** A database on a real PostgreSQL server, with a role of the same name that owns it and nothing else. */
export class OwnDatabase {
  /** Of the database and of its role. */
  readonly name: string;
  /** Of the server. */
  readonly host: string;
  readonly port: number;
  readonly #server: URL;

  /**
   * @param server the server, as `DATABASE_URL` says it: a user who may make databases and roles
   * @param name letters, digits and underscores
   */
  constructor(server: string, name: string) {
    this.name = name;
    this.#server = new URL(server);
    this.host = this.#server.hostname;
    this.port = Number(this.#server.port || 5432);
  }

  /** Makes it anew, whatever there was of that name. @throws PostgresError */
  async create(password: string): Promise<void> {
    const asked = this.#administer();
    await this.drop();
    await asked.query(`CREATE ROLE ${this.name} LOGIN PASSWORD '${password.replaceAll("'", "''")}'`);
    await asked.query(`CREATE DATABASE ${this.name} OWNER ${this.name} TEMPLATE template0`);
    asked.close();
  }

  /** Removes it and its role; no error when there is none. */
  async drop(): Promise<void> {
    const asked = this.#administer();
    await asked.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    await asked.query(`DROP ROLE IF EXISTS ${this.name}`);
    asked.close();
  }

  /** Empties it, under the connections that there are. */
  async wipe(): Promise<void> {
    await this.#psql('-c', `DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION ${this.name}`);
  }

  /** Writes down what it holds, as SQL. @throws Error when there is no `pg_dump`, or one that is too old */
  async dump(file: string): Promise<void> {
    await execute('pg_dump', ['--no-owner', '--file', file, this.#url.href]);
  }

  /** Holds what was dumped, and nothing else. */
  async restore(file: string): Promise<void> {
    await this.wipe();
    await this.#psql('-c', `SET ROLE ${this.name}`, '-f', file);
  }

  /** The database, as the server's own user reaches it. */
  get #url(): URL {
    const url = new URL(this.#server);
    url.pathname = this.name;
    return url;
  }

  async #psql(...args: string[]): Promise<void> {
    await execute('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', ...args, this.#url.href]);
  }

  #administer(): PostgresClient {
    return administer(this.#server);
  }
}

/** The names of the databases whose names begin so. */
export async function databasesNamed(server: string, prefix: string): Promise<string[]> {
  const asked = administer(new URL(server));
  const rows = await asked.query(`SELECT datname FROM pg_database WHERE starts_with(datname, '${prefix}')`);
  asked.close();
  return rows.map(({ datname }) => datname ?? '');
}

/** A connection as the server's own user. */
function administer(server: URL): PostgresClient {
  return new PostgresClient({
    host: server.hostname,
    port: Number(server.port || 5432),
    user: decodeURIComponent(server.username),
    password: decodeURIComponent(server.password),
    database: server.pathname.slice(1) || decodeURIComponent(server.username),
  });
}
