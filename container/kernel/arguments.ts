import { isChannelMemory } from './channel.ts';
import {
  hasFields,
  isBoolean,
  isBytes,
  isEnd,
  isInteger,
  isList,
  isNullOr,
  isNumber,
  isPort,
  isRecord,
  isSharedMemory,
  isText,
} from './checks.ts';
import type { Check } from './checks.ts';
import type {
  CallName,
  Calls,
  ChildDescriptor,
  DatagramOption,
  SentHandle,
  SharedValue,
  SpawnOptions,
  ThreadOptions,
} from './protocol.ts';

type ChecksOf<T> = { readonly [Field in keyof T]: Check };

const DESCRIPTORS: Record<ChildDescriptor['kind'], Check> = {
  channel: hasFields({ id: isInteger, memory: isChannelMemory, port: isPort }),
  inherit: hasFields({ fd: isInteger }),
  share: hasFields({ channel: isInteger, end: isEnd }),
  null: () => true,
  collect: () => true,
};

const isDescriptor: Check = (value) => {
  const { kind } = Object(value) as ChildDescriptor;
  return isText(kind) && Object.hasOwn(DESCRIPTORS, kind) && DESCRIPTORS[kind](value);
};

/** Every port once: one that is there twice cannot be handed on. */
const isStdio: Check = (value) => {
  if (!isList(isDescriptor)(value)) return false;
  const ports = (value as ChildDescriptor[]).flatMap((each) => (each.kind === 'channel' ? [each.port] : []));
  return new Set(ports).size === ports.length;
};

const isSpawn = hasFields({
  file: isText,
  args: isList(isText),
  cwd: isText,
  env: isRecord(isText),
  stdio: isStdio,
  detached: isBoolean,
  umask: isInteger,
} satisfies ChecksOf<SpawnOptions>);

const isAddress = hasFields({ address: isText, port: isInteger });

const DATAGRAM_OPTIONS = ['broadcast', 'multicastLoopback', 'receiveBuffer', 'sendBuffer'] satisfies DatagramOption[];

const isDatagramOption: Check = (value) => (DATAGRAM_OPTIONS as unknown[]).includes(value);

const HANDLES: Record<SentHandle['kind'], Check> = {
  stream: hasFields({
    channel: isInteger,
    end: isEnd,
    addresses: isNullOr(hasFields({ local: isAddress, remote: isAddress })),
  }),
  listener: hasFields({ listener: isInteger }),
  datagrams: hasFields({ socket: isInteger }),
  blank: () => true,
};

const isHandle: Check = (value) => {
  const { kind } = Object(value) as SentHandle;
  return isText(kind) && Object.hasOwn(HANDLES, kind) && HANDLES[kind](value);
};

const isThread = hasFields({
  thread: isInteger,
  argv: isList(isText),
  argv0: isText,
  execArgv: isList(isText),
  name: isText,
  env: isRecord(isText),
  sharedEnv: isNullOr(isSharedMemory),
  umask: isInteger,
  resourceLimits: isList(isNumber),
  closesFiles: isBoolean,
} satisfies ChecksOf<ThreadOptions>);

const isShared = hasFields({
  id: isInteger,
  value: (value) => isSharedMemory(value) || value instanceof WebAssembly.Module || value instanceof WebAssembly.Memory,
} satisfies ChecksOf<SharedValue>);

/** What each call takes, in the order of {@link Calls}. */
const ARGUMENTS: { readonly [Name in CallName]: ChecksOf<Calls[Name][0]> } = {
  more: [],
  open: [isText, isInteger, isInteger],
  close: [isInteger],
  // A position can lie far behind the end of any file: 2 ** 63 - 1 is the last.
  read: [isInteger, isInteger, Number.isInteger],
  write: [isInteger, isBytes, isInteger],
  readFile: [isText],
  writeFile: [isText, isBytes, isInteger, isInteger],
  stat: [isText],
  lstat: [isText],
  fstat: [isInteger],
  access: [isText, isInteger],
  statfs: [isText],
  readdir: [isText],
  lstatEntries: [isText],
  mkdir: [isText, isInteger, isBoolean],
  mkdtemp: [isText],
  rmdir: [isText],
  unlink: [isText],
  remove: [isText, isBoolean, isBoolean],
  rename: [isText, isText],
  copyFile: [isText, isText, isInteger],
  link: [isText, isText],
  symlink: [isText, isText],
  readlink: [isText],
  realpath: [isText],
  chmod: [isText, isInteger],
  fchmod: [isInteger, isInteger],
  utimes: [isText, isNumber, isNumber, isBoolean],
  futimes: [isInteger, isNumber, isNumber],
  truncate: [isInteger, isInteger],
  fsync: [isInteger],
  watch: [isText, isBoolean],
  unwatch: [isInteger],
  chdir: [isText],
  spawn: [isSpawn],
  spawnSync: [isSpawn, isNullOr(isBytes), isNumber, isSize, isInteger],
  kill: [isInteger, isInteger],
  processes: [],
  exit: [isInteger],
  listen: [isInteger, isText, isInteger, isInteger],
  bind: [isInteger, isText, isInteger, isInteger],
  unlisten: [isInteger],
  bindDatagrams: [isInteger, isText, isInteger, isInteger],
  datagramNames: [isInteger],
  connectDatagrams: [isInteger, isText, isInteger],
  disconnectDatagrams: [isInteger],
  sendDatagram: [isInteger, isBytes, isNullOr(isAddress)],
  receiveDatagram: [isInteger],
  datagramOption: [isInteger, isDatagramOption, isInteger],
  joinGroup: [isInteger, isText],
  quitGroup: [isInteger, isText],
  closeDatagrams: [isInteger],
  sendHandle: [isInteger, isEnd, isInteger, isHandle],
  cwd: [],
  createThread: [],
  startThread: [isThread],
  createPorts: [],
  broadcastPort: [isText],
  postMessage: [isInteger, isBytes, isList(isInteger), isList(isShared)],
  receiveMessage: [isInteger],
  library: [isText],
};

/** Infinity stands for as much as there is. */
function isSize(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

/** Whether `args` are what the call `name` takes. Whoever holds a process's port can send anything. */
export function areArgumentsOf(name: CallName, args: unknown[]): boolean {
  const checks: readonly Check[] = ARGUMENTS[name];
  return checks.every((check, at) => check(args[at]));
}
