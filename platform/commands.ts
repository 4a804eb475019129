import { Browser } from './browser.ts';
import { ProblemError } from './events.ts';
import { sendLoad } from './load.ts';
import type { Platform } from './platform.ts';
import type { PlatformCommand, Signal } from './protocol.ts';

type Data = Record<string, unknown>;
type Read<T> = (data: Data, key: string) => T;
type Command = PlatformCommand['command'];
type Fields<C extends Command> = {
  [K in Exclude<keyof Extract<PlatformCommand, { command: C }>, 'id' | 'command'>]: Read<
    Extract<PlatformCommand, { command: C }>[K]
  >;
};

const SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGINT', 'SIGKILL'];
const ACTIONS = ['stop', 'start', 'wipe'] as const;

/** The fields of every command and how each is read. */
const COMMANDS: { [C in Command]: Fields<C> } = {
  scale: { type: text, count: whole },
  signal: { process: text, signal: oneOf(SIGNALS) },
  restart: { process: orNull(text) },
  config: { set: texts, unset: listOfTexts },
  rollback: { number: whole },
  run: { line: text },
  request: { method: text, path: target, headers: texts, body: orNull(text), jar: flag },
  load: {
    method: text,
    path: target,
    headers: texts,
    count: between(1, 100_000),
    connections: between(1, 64),
    jar: flag,
  },
  service: { name: text, action: oneOf(ACTIONS) },
  stop: {},
};

/**
 * Reads a command.
 * @throws ProblemError `bad-command` that says what is wrong with it
 */
export function parseCommand(json: string): PlatformCommand {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    throw bad('The command is not JSON', (error as Error).message);
  }
  if (typeof data !== 'object' || data === null)
    throw bad('The command is not an object', `It is ${json.slice(0, 40)}.`);
  const fields = data as Data;
  const id = whole(fields, 'id');
  const name = oneOf(Object.keys(COMMANDS) as Command[])(fields, 'command');
  const command: Data = { id, command: name };
  for (const [key, read] of Object.entries<Read<unknown>>(COMMANDS[name])) command[key] = read(fields, key);
  return command as PlatformCommand;
}

/** The id of a command that cannot be read otherwise, for the reply; 0 when it has none. */
export function idOf(json: string): number {
  return Number(/"id"\s*:\s*(\d+)/.exec(json)?.[1] ?? 0);
}

/** Carries out a reader's commands on what is deployed. */
export class CommandRunner {
  readonly #platform: Platform;
  /** The reader's browser, which keeps cookies, and one that forgets them. */
  readonly #jar: Browser;
  readonly #port: number;
  #ended = false;

  /** @param port the router's */
  constructor(platform: Platform, port: number) {
    this.#platform = platform;
    this.#port = port;
    this.#jar = new Browser(port);
  }

  /**
   * Settles when the command is carried out. `stop` ends the platform itself and is not for here.
   * @throws ProblemError when it cannot be
   */
  async run(command: Exclude<PlatformCommand, { command: 'stop' }>): Promise<void> {
    switch (command.command) {
      case 'scale':
        return this.#platform.current.scale(command.type, command.count);
      case 'signal':
        return this.#platform.current.signal(command.process, command.signal);
      case 'restart':
        return this.#platform.current.restart(command.process);
      case 'config':
        return void (await this.#platform.current.configure(command.set, command.unset));
      case 'rollback':
        return void (await this.#platform.current.rollback(command.number));
      case 'run':
        return void (await this.#platform.current.run(command.line));
      case 'service':
        return this.#platform.current.service(command.name)[command.action]();
      case 'request':
        return this.#request(command);
      case 'load':
        return this.#load(command);
    }
  }

  /** Closes its connections; a load that is under way ends. */
  close(): void {
    this.#ended = true;
    this.#jar.close();
  }

  async #request({ id, jar, ...asked }: Extract<PlatformCommand, { command: 'request' }>): Promise<void> {
    const browser = jar ? this.#jar : new Browser(this.#port);
    const answer = await browser.send(asked).finally(() => {
      if (!jar) browser.close();
    });
    const process = answer.number === null ? null : (await this.#platform.record(answer.number)).process;
    this.#platform.events.emit({ event: 'response', id, process, ...answer });
  }

  async #load({ id, method, path, headers, count, connections, jar }: Extract<PlatformCommand, { command: 'load' }>) {
    const browser = new Browser(this.#port, connections);
    if (jar) for (const [name, value] of this.#jar.cookies) browser.cookies.set(name, value);
    const tell = (sent: number, statuses: Record<string, number>, done: boolean) =>
      this.#platform.events.emit({ event: 'load', id, sent, total: count, statuses: { ...statuses }, done });
    let last = { sent: 0, statuses: {} as Record<string, number> };
    let told = 0;
    await sendLoad(browser, {
      next: () => ({ method, path, headers }),
      count,
      connections,
      cancelled: () => this.#ended,
      onAnswer: (sent, statuses) => {
        last = { sent, statuses };
        // Often enough to watch, seldom enough not to cost more than the load itself.
        if (Date.now() - told < 50) return;
        told = Date.now();
        tell(sent, statuses, false);
      },
    });
    tell(last.sent, last.statuses, true);
    browser.close();
  }
}

function bad(title: string, cause: string): ProblemError {
  return new ProblemError({
    code: 'bad-command',
    title,
    cause,
    mend: 'See platform/protocol.ts for what a command has.',
  });
}

function wrong(data: Data, key: string, expected: string): ProblemError {
  const is = JSON.stringify(data[key])?.slice(0, 80) ?? 'missing';
  return bad(`The command's "${key}" must be ${expected}`, `It is ${is}.`);
}

function text(data: Data, key: string): string {
  const value = data[key];
  if (typeof value !== 'string') throw wrong(data, key, 'a text');
  return value;
}

function target(data: Data, key: string): string {
  const value = data[key];
  if (typeof value !== 'string' || !/^\/[\x21-\x7e]*$/.test(value))
    throw wrong(data, key, 'a path that starts with "/"');
  return value;
}

function whole(data: Data, key: string): number {
  const value = data[key];
  if (!Number.isInteger(value)) throw wrong(data, key, 'a whole number');
  return value as number;
}

function between(from: number, to: number): Read<number> {
  return (data, key) => {
    const value = whole(data, key);
    if (value < from || value > to) throw wrong(data, key, `a whole number from ${from} to ${to}`);
    return value;
  };
}

function flag(data: Data, key: string): boolean {
  const value = data[key];
  if (typeof value !== 'boolean') throw wrong(data, key, 'true or false');
  return value;
}

function texts(data: Data, key: string): Record<string, string> {
  const value = data[key];
  const fits =
    typeof value === 'object' && value !== null && Object.values(value).every((item) => typeof item === 'string');
  if (!fits) throw wrong(data, key, 'an object of texts');
  return value as Record<string, string>;
}

function listOfTexts(data: Data, key: string): string[] {
  const value = data[key];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw wrong(data, key, 'a list of texts');
  return value;
}

function orNull<T>(read: Read<T>): Read<T | null> {
  return (data, key) => (data[key] === null ? null : read(data, key));
}

function oneOf<const T extends string>(values: readonly T[]): Read<T> {
  return (data, key) => {
    const found = values.find((value) => value === data[key]);
    if (found === undefined) throw wrong(data, key, `one of ${values.join(', ')}`);
    return found;
  };
}
