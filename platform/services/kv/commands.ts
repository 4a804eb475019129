import { Blocked, OK, type CommandTable, type Run, type Server, type Session } from './command.ts';
import { connectionCommands } from './connection.ts';
import { hashCommands, setCommands } from './hashes-and-sets.ts';
import { keyCommands } from './keys.ts';
import { listCommands } from './lists.ts';
import { Refusal, Status, type Reply } from './resp.ts';
import { stringCommands } from './strings.ts';

/** Commands that may be said before the password. */
const OPEN = ['AUTH', 'HELLO', 'QUIT'];
/** Commands that are carried out between MULTI and EXEC instead of queued. */
const NOT_QUEUED = ['EXEC', 'DISCARD', 'MULTI', 'WATCH', 'QUIT'];

/** Carries out one command, or refuses it, or has its connection wait. */
export function execute(words: string[], server: Server, session: Session): Reply | Blocked {
  const [name = '', ...args] = words;
  const command = COMMANDS.get(name.toUpperCase());
  try {
    if (!command)
      throw new Refusal(`ERR unknown command '${name}', with args beginning with: ${args.slice(0, 3).join(' ')}`);
    const [arity, run] = command;
    if (arity < 0 ? words.length < -arity : words.length !== arity) {
      throw new Refusal(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    if (!session.authenticated && !OPEN.includes(name.toUpperCase())) {
      throw new Refusal('NOAUTH Authentication required.');
    }
    if (session.queued && !NOT_QUEUED.includes(name.toUpperCase())) {
      session.queued.push(words);
      return new Status('QUEUED');
    }
    return run(args, server, session);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function multi(_: string[], __: Server, session: Session): Reply {
  if (session.queued) throw new Refusal('ERR MULTI calls can not be nested');
  session.queued = [];
  return OK;
}

/** Other connections' commands wait while this one's queue is carried out: there is nothing else to a transaction. */
function exec(_: string[], server: Server, session: Session): Reply {
  const { queued, watched } = session;
  if (!queued) throw new Refusal('ERR EXEC without MULTI');
  forget(session);
  if ([...watched].some(([key, changes]) => server.store.changes(key) !== changes)) return null;
  return queued.map((words) => {
    const reply = execute(words, server, session);
    return reply instanceof Blocked ? null : reply;
  });
}

function discard(_: string[], __: Server, session: Session): Reply {
  if (!session.queued) throw new Refusal('ERR DISCARD without MULTI');
  forget(session);
  return OK;
}

function forget(session: Session): void {
  session.queued = null;
  session.watched = new Map();
}

const watch: Run = (keys, { store }, { queued, watched }) => {
  if (queued) throw new Refusal('ERR WATCH inside MULTI is not allowed');
  for (const key of keys) watched.set(key, store.changes(key));
  return OK;
};

const transactionCommands: CommandTable = {
  MULTI: [1, multi],
  EXEC: [1, exec],
  DISCARD: [1, discard],
  WATCH: [-2, watch],
  UNWATCH: [1, (_, __, session) => ((session.watched = new Map()), OK)],
};

/** Every command that this store knows. */
const COMMANDS = new Map(
  Object.entries({
    ...connectionCommands,
    ...keyCommands,
    ...stringCommands,
    ...listCommands,
    ...hashCommands,
    ...setCommands,
    ...transactionCommands,
  }),
);

/** Whether this store has a command of that name, written in any case. */
export function hasCommand(name: string): boolean {
  return COMMANDS.has(name.toUpperCase());
}
