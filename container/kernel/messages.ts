import { isChannelMemory } from './channel.ts';
import { hasFields, isEnd, isInteger, isNullOr, isPort, isText } from './checks.ts';
import type { Check } from './checks.ts';
import type { ProcessMessage } from './protocol.ts';

/** A message on a process's port that is none of the protocol's: the program got hold of the port and wrote its own. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** What each message carries; arguments.ts has what calls do. */
const FIELDS = new Map<unknown, [field: string, check: Check][]>([
  ['ready', []],
  [
    'call',
    [
      ['name', isText],
      ['args', Array.isArray],
    ],
  ],
  [
    'connect',
    [
      ['request', isInteger],
      ['address', isText],
      ['port', isInteger],
      ['from', isNullOr(hasFields({ address: isText, port: isInteger }))],
      ['channel', isInteger],
      ['memory', isChannelMemory],
      ['doorbell', isPort],
    ],
  ],
  ['accepted', [['channel', isInteger]]],
  ['refused', [['channel', isInteger]]],
  [
    'handle-taken',
    [
      ['channel', isInteger],
      ['end', isEnd],
    ],
  ],
  [
    'channel-closed',
    [
      ['channel', isInteger],
      ['end', isEnd],
      ['fd', isInteger],
    ],
  ],
  [
    'doorbell',
    [
      ['channel', isInteger],
      ['end', isEnd],
    ],
  ],
  ['close-port', [['port', isInteger]]],
  ['keep-file', [['fd', isInteger]]],
  ['stop-thread', [['thread', isInteger]]],
] satisfies [ProcessMessage['type'], [string, Check][]][]);

/** Takes a message for what it says it is, or throws a {@link MalformedMessage} that names what is wrong with it. */
export function parseMessage(data: unknown): ProcessMessage {
  const message = Object(data) as Record<string, unknown>;
  const fields = FIELDS.get(message.type);
  // What is no text may not even turn into one: `{ toString: 1 }` can be sent.
  const type = typeof message.type === 'string' ? `'${message.type.slice(0, 40)}'` : '(no text)';
  if (!fields) throw new MalformedMessage(`there is no type ${type}`);
  for (const [field, check] of fields)
    if (!check(message[field])) throw new MalformedMessage(`'${field}' of a message of type ${type} is malformed`);
  return data as ProcessMessage;
}
