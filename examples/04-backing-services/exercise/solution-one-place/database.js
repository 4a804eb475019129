import pg from 'pg';
import { handles } from './services.js';

export const database = new pg.Pool({ connectionString: handles.database, max: 2 });
// A connection that breaks while it is idle: the next query gets another one.
database.on('error', (error) => console.error(error.message));
