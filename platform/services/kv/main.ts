/**
 * A key-value store as a process of its own, speaking the protocol of Redis: `node kv.cjs`, with PORT, PASSWORD and
 * DATA (the file that keeps its entries while it is stopped) in its environment. It ends when its stdin does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { execute, type Server, type Session } from './commands.ts';
import { encode, Parser, ProtocolError, Refusal, type Reply } from './resp.ts';
import { Store } from './store.ts';

const { PORT = '', PASSWORD = '', DATA = '' } = process.env;
const store = new Store();
if (DATA !== '' && existsSync(DATA)) store.load(readFileSync(DATA, 'utf8'));

const server: Server = {
  store,
  password: PASSWORD,
  shutdown(save) {
    if (save && DATA !== '') writeFileSync(DATA, store.dump());
    // After the answer is out.
    setImmediate(() => process.exit());
  },
};

createServer(serve).listen(Number(PORT), '127.0.0.1', () => console.log(`ready on port ${PORT}`));
process.stdin.resume().on('end', () => process.exit());

function serve(socket: Socket): void {
  const parser = new Parser();
  const session: Session = { version: 2, authenticated: PASSWORD === '', queued: null };
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: string) => {
    let replies = '';
    try {
      for (const words of parser.push(bytes)) {
        if (isCommand(words)) replies += encode(execute(words, server, session), session.version);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      socket.end(replies + encode(new Refusal(`ERR Protocol error: ${error.message}`), session.version), 'latin1');
      return;
    }
    socket.write(replies, 'latin1');
  });
}

/** An array of texts with at least one; an empty line is nothing to answer. */
function isCommand(words: Reply): words is string[] {
  return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string') && words[0] !== '';
}
