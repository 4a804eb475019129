import pg from 'pg';

const connectionString = 'postgres://postgres:drawer@127.0.0.1:31432/postgres';

export const database = new pg.Pool({ connectionString, max: 2 });
// A connection that breaks while it is idle: the next query gets another one.
database.on('error', (error) => console.error(error.message));
