import { integer, OK, type CommandTable, type Server, type Session } from './command.ts';
import { Refusal, Status, type Reply } from './resp.ts';

function authenticate(password: string | undefined, server: Server, session: Session): void {
  if (password !== server.password) throw new Refusal('WRONGPASS invalid username-password pair or user is disabled.');
  session.authenticated = true;
}

function hello(args: string[], server: Server, session: Session): Reply {
  const version = args.length === 0 ? session.version : integer(args[0]);
  if (version !== 2 && version !== 3) throw new Refusal('NOPROTO unsupported protocol version');
  const auth = args.findIndex((word) => word.toUpperCase() === 'AUTH');
  if (auth > 0) authenticate(args[auth + 2], server, session);
  if (!session.authenticated) {
    throw new Refusal('NOAUTH HELLO must be called with the client already authenticated, or with the AUTH option');
  }
  session.version = version;
  return new Map<string, Reply>([
    ['server', 'redis'],
    ['version', '7.4.0'],
    ['proto', version],
    ['id', session.id],
    ['mode', 'standalone'],
    ['role', 'master'],
    ['modules', []],
  ]);
}

function client([action = '', name]: string[], _: Server, session: Session): Reply {
  if (action.toUpperCase() === 'SETINFO' || action.toUpperCase() === 'SETNAME') return OK;
  if (action.toUpperCase() === 'ID') return session.id;
  throw new Refusal(`ERR unknown subcommand '${action}'${name === undefined ? '' : ` (${name})`}`);
}

/** What instruments read of INFO, all sections at once. */
function info(_: string[], { calls, waiting }: Server): Reply {
  return `# Clients\r\nblocked_clients:${waiting}\r\n\r\n# Stats\r\ntotal_commands_processed:${calls}\r\n`;
}

/** Commands about the connection and the server. */
export const connectionCommands: CommandTable = {
  HELLO: [-1, hello],
  AUTH: [-2, (args, server, session) => (authenticate(args.at(-1), server, session), OK)],
  PING: [-1, ([text]) => text ?? new Status('PONG')],
  ECHO: [2, ([text = '']) => text],
  SELECT: [2, ([index]) => (index === '0' ? OK : new Refusal('ERR DB index is out of range'))],
  CLIENT: [-2, client],
  QUIT: [-1, (_, __, session) => ((session.ended = true), OK)],
  INFO: [-1, info],
  SHUTDOWN: [-1, ([how], server) => (server.shutdown(how?.toUpperCase() !== 'NOSAVE'), OK)],
};
