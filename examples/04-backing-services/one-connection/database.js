import pg from 'pg';

// One connection, made at the start and kept for ever.
export const database = new pg.Client(process.env.DATABASE_URL);
await database.connect();
