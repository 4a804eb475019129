import { isChannelMemory } from './channel.ts';
import type { ProcessMessage } from './protocol.ts';

/** A message on a process's port that is none of the protocol's: the program got hold of the port and wrote its own. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => Number.isSafeInteger(value);
const isText: Check = (value) => typeof value === 'string';
const isEnd: Check = (value) => value === 0 || value === 1;
const isPlace: Check = (value) => {
  if (value === null) return true;
  const { address, port } = Object(value) as Record<string, unknown>;
  return isText(address) && isNumber(port);
};

/** What each message carries. By hand, not by a schema: this runs for every call of every process. */
const FIELDS = new Map<unknown, [field: string, check: Check][]>([
  ['ready', []],
  [
    'call',
    [
      ['name', isText],
      ['args', Array.isArray],
    ],
  ],
  ['unlisten', [['listener', isNumber]]],
  [
    'connect',
    [
      ['request', isNumber],
      ['address', isText],
      ['port', isNumber],
      ['from', isPlace],
      ['channel', isNumber],
      ['memory', isChannelMemory],
      ['doorbell', (value) => value instanceof MessagePort],
    ],
  ],
  [
    'channel-closed',
    [
      ['channel', isNumber],
      ['end', isEnd],
    ],
  ],
  [
    'doorbell',
    [
      ['channel', isNumber],
      ['end', isEnd],
    ],
  ],
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
