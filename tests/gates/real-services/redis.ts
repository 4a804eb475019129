/**
 * In the place of the platform's key-value store: a real Redis, which this process becomes. It gets PORT, PASSWORD and
 * DATA as every service does; REDIS_SERVER comes from programs.ts.
 */
import { basename, dirname } from 'node:path';

const { PORT = '', PASSWORD = '', DATA = '', REDIS_SERVER = '' } = process.env;
const options = {
  port: PORT,
  bind: '127.0.0.1',
  requirepass: PASSWORD,
  dir: dirname(DATA),
  dbfilename: basename(DATA),
  // Only when it is told to, at the end.
  save: '',
  loglevel: 'warning',
};

if (!process.execve) throw new Error('a process cannot become another program on this system');
process.execve(REDIS_SERVER, [
  'redis-server',
  ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
]);
