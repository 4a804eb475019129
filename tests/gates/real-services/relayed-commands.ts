import { hasCommand } from '../../../platform/services/kv/commands.ts';

/** What a service of a lab is: the password that the lab told its app, and the numbered database that it has. */
export interface OwnKeyspace {
  password: string;
  database: number;
  /** How many commands clients sent. */
  calls: number;
}

/** Of CLIENT, what is about the connection itself. */
const ABOUT_ITSELF = ['SETINFO', 'SETNAME', 'ID'];
/** The server's own INFO, with another number of calls. */
const INFO = `local said = redis.call('INFO', unpack(ARGV, 2))
return (string.gsub(said, 'total_commands_processed:%d+', 'total_commands_processed:' .. ARGV[1]))`;

/**
 * What the server is told in the place of a client's command: its answer is what the client gets. So answers come in the
 * order of the commands, whatever the client sends ahead.
 */
export function relayed([name = '', ...args]: string[], keyspace: OwnKeyspace): string[] {
  const said = passwordIn(name, args);
  if (said !== null && said !== keyspace.password) return refused(WRONG_PASSWORD);
  switch (name.toUpperCase()) {
    case 'AUTH':
      return ['SELECT', String(keyspace.database)];
    case 'HELLO':
      return [name, ...withoutPassword(args)];
    case 'SELECT':
      return args[0] === '0' ? [name, String(keyspace.database)] : refused('ERR DB index is out of range');
    case 'FLUSHALL':
      return ['FLUSHDB', ...args];
    case 'INFO':
      return ['EVAL', INFO, '0', String(keyspace.calls), ...args];
    case 'CLIENT':
      return ABOUT_ITSELF.includes(args[0]?.toUpperCase() ?? '')
        ? [name, ...args]
        : refused(`ERR unknown subcommand '${args[0]}'`);
    default:
      // What our store does not know might reach other databases.
      return hasCommand(name) ? [name, ...args] : refused(`ERR unknown command '${name}'`);
  }
}

/** What a client hears that has not said the password. */
export const NO_PASSWORD = 'NOAUTH Authentication required.';
export const WRONG_PASSWORD = 'WRONGPASS invalid username-password pair or user is disabled.';

/** The password that a command says; null when it says none. */
export function passwordIn(name: string, args: string[]): string | null {
  if (name.toUpperCase() === 'AUTH') return args.at(-1) ?? '';
  const auth = name.toUpperCase() === 'HELLO' ? indexOfAuth(args) : -1;
  return auth < 0 ? null : (args[auth + 2] ?? '');
}

function withoutPassword(args: string[]): string[] {
  const auth = indexOfAuth(args);
  return auth < 0 ? args : args.toSpliced(auth, 3);
}

function indexOfAuth(args: string[]): number {
  return args.findIndex((word, index) => index > 0 && word.toUpperCase() === 'AUTH');
}

function refused(message: string): string[] {
  return ['EVAL', 'return redis.error_reply(ARGV[1])', '0', message];
}
