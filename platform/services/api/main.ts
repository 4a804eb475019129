/**
 * Another team's service as a process of its own, which asks who is calling: `node api.cjs`, with PORT, PASSWORD and
 * DATA (the file that keeps what it holds while it is stopped) in its environment. It ends when its stdin does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { USER } from './engine.ts';
import { createApi, type ApiState } from './server.ts';

const { PORT = '', PASSWORD = '', DATA = '' } = process.env;

const state: ApiState = existsSync(DATA)
  ? (JSON.parse(readFileSync(DATA, 'utf8')) as ApiState)
  : { calls: [], keys: [] };

createApi({
  user: USER,
  password: PASSWORD,
  state,
  shutdown() {
    writeFileSync(DATA, JSON.stringify(state));
    process.exit();
  },
}).listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
process.stdin.resume().on('end', () => process.exit());
