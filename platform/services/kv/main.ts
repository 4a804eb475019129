/**
 * A key-value store and queue as a process of its own, speaking the protocol of Redis: `node kv.cjs`, with PORT,
 * PASSWORD and DATA (the file that keeps its entries while it is stopped) in its environment. It ends when its stdin
 * does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { KeyValueServer } from './server.ts';
import { Store } from './store.ts';

const { PORT = '', PASSWORD = '', DATA = '' } = process.env;
const store = new Store();
if (DATA !== '' && existsSync(DATA)) store.load(readFileSync(DATA, 'utf8'));

const server = new KeyValueServer({
  store,
  password: PASSWORD,
  shutdown(save) {
    if (save && DATA !== '') writeFileSync(DATA, store.dump());
    // After the answer is out.
    setImmediate(() => process.exit());
  },
});

server.listen(Number(PORT), () => console.log(`ready on port ${PORT}`));
process.stdin.resume().on('end', () => process.exit());
