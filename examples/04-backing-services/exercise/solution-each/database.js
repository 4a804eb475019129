import pg from 'pg';

const connectionString = process.env.DATABASE_URL;

export const database = new pg.Pool({ connectionString, max: 2 });
// A connection that breaks while it is idle: the next query gets another one.
database.on('error', (error) => console.error(error.message));
