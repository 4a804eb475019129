/**
 * V8's interface to stack traces (https://v8.dev/docs/stack-trace-api), for browsers with another engine. Node's library
 * and packages rely on it: a stack that begins with the error's message, Error.prepareStackTrace and its call sites.
 */

type Prepare = (error: object, sites: ForeignCallSite[]) => unknown;

interface V8Error {
  prepareStackTrace?: Prepare;
  stackTraceLimit: number;
  captureStackTrace(target: object, above?: unknown): void;
}

/** Node's default for Error.stackTraceLimit. */
const LIMIT = 10;

/** What is known of a frame: its function's name and its place. */
export class ForeignCallSite {
  readonly #name: string;
  readonly #file: string;
  readonly #line: number;
  readonly #column: number;
  readonly #async: boolean;

  constructor(frame: { name: string; file: string; line: number; column: number; async: boolean }) {
    ({ name: this.#name, file: this.#file, line: this.#line, column: this.#column, async: this.#async } = frame);
  }

  getFunctionName(): string | null {
    return this.#name || null;
  }
  getFileName(): string | null {
    return this.#file || null;
  }
  getScriptNameOrSourceURL(): string {
    return this.#file;
  }
  getLineNumber(): number {
    return this.#line;
  }
  getColumnNumber(): number {
    return this.#column;
  }
  getTypeName(): null {
    return null;
  }
  getMethodName(): null {
    return null;
  }
  getThis(): undefined {
    return undefined;
  }
  getFunction(): undefined {
    return undefined;
  }
  getEvalOrigin(): undefined {
    return undefined;
  }
  isEval(): boolean {
    return false;
  }
  isNative(): boolean {
    return false;
  }
  isConstructor(): boolean {
    return false;
  }
  isToplevel(): boolean {
    return true;
  }
  isAsync(): boolean {
    return this.#async;
  }
  toString(): string {
    const place = this.#file ? `${this.#file}:${this.#line}:${this.#column}` : '<anonymous>';
    return `${this.#async ? 'async ' : ''}${this.#name ? `${this.#name} (${place})` : place}`;
  }
}

/**
 * Reads a stack as Firefox and WebKit write it: a line `name@file:line:column` for each frame. Functions without a name
 * are called `outer/<`, by what they were assigned to (`Shop.prototype.buy`), or nothing; a frame behind an `await` begins
 * with `async*`.
 */
export function parseForeignStack(stack: string): ForeignCallSite[] {
  return stack
    .split('\n')
    .filter((line) => line.includes('@'))
    .map((line) => {
      const [, cause, rest] = /^(?:([^@*]*)\*)?(.*)$/s.exec(line) as unknown as [string, string | undefined, string];
      const at = rest.indexOf('@');
      const [, file = '', row, column] = /^(.*?):(\d+):(\d+)$/.exec(rest.slice(at + 1)) ?? [];
      const name = rest
        .slice(0, at)
        .replace(/^.*\/<$|^.*<$/, '')
        .replace('.prototype.', '.');
      return new ForeignCallSite({ name, file, line: Number(row), column: Number(column), async: cause === 'async' });
    });
}

/** Whether the engine asks Error.prepareStackTrace, as V8 does. */
function isV8(errors: V8Error): boolean {
  let asked = false;
  const { prepareStackTrace } = errors;
  errors.prepareStackTrace = () => (asked = true);
  void new Error('asks').stack;
  if (prepareStackTrace) errors.prepareStackTrace = prepareStackTrace;
  else delete errors.prepareStackTrace;
  return asked;
}

/** Gives errors V8's stacks where the engine does not; before the library keeps the functions of `Error`. */
export function installForeignStacks(): void {
  const errors = Error as unknown as V8Error;
  if (isV8(errors)) return;
  const native = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
  const capture = errors.captureStackTrace.bind(Error);

  /** The text for an error, made when it is first asked for, and kept. */
  const texts = new WeakMap<object, unknown>();
  const format = (error: object, read: () => string): unknown => {
    if (texts.has(error)) return texts.get(error);
    // What formats it may read the stack itself.
    texts.set(error, String(error));
    const sites = parseForeignStack(read()).slice(0, errors.stackTraceLimit);
    const text = errors.prepareStackTrace ? errors.prepareStackTrace(error, sites) : defaultText(error, sites);
    texts.set(error, text);
    return text;
  };
  const keep = (error: object, value: unknown) => {
    Object.defineProperty(error, 'stack', { value, writable: true, enumerable: false, configurable: true });
  };

  errors.stackTraceLimit = LIMIT;
  // Firefox has the stack behind an accessor. WebKit writes it to each error, unless it is to keep no frames: they have
  // no files in a worker without an address, and an error without its message would be of no use.
  const kept = native?.get ? null : new NothingKept(errors);
  Object.defineProperty(Error.prototype, 'stack', {
    configurable: true,
    enumerable: false,
    get(this: object) {
      if (!native?.get) return this instanceof Error ? format(this, () => '') : undefined;
      const raw = native.get.call(this) as unknown;
      return typeof raw === 'string' ? format(this, () => raw) : raw;
    },
    set(this: object, value: unknown) {
      keep(this, value);
    },
  });

  errors.captureStackTrace = function captureStackTrace(target: object, above?: unknown): void {
    const holder: { stack?: string } = {};
    if (kept) kept.suspend(() => capture(holder, above));
    else capture(holder, above);
    const raw = holder.stack ?? '';
    texts.delete(target);
    Object.defineProperty(target, 'stack', {
      configurable: true,
      enumerable: false,
      get: () => format(target, () => raw),
      set: (value: unknown) => keep(target, value),
    });
  };
}

/** Error.stackTraceLimit as programs see it, while WebKit itself keeps no frames. */
class NothingKept {
  readonly #errors: V8Error;
  #limit: number;

  constructor(errors: V8Error) {
    this.#errors = errors;
    this.#limit = errors.stackTraceLimit;
    this.#begin();
  }

  /** Lets WebKit keep frames for the while. */
  suspend(work: () => void): void {
    this.#tell(this.#limit);
    work();
    this.#begin();
  }

  #begin(): void {
    this.#tell(0);
    Object.defineProperty(this.#errors, 'stackTraceLimit', {
      configurable: true,
      enumerable: true,
      get: () => this.#limit,
      set: (value: number) => {
        this.#limit = value;
        this.#begin(); // WebKit has taken notice of this assignment too.
      },
    });
  }

  /** WebKit takes notice of an assignment, and of nothing else. */
  #tell(value: number): void {
    Object.defineProperty(this.#errors, 'stackTraceLimit', { configurable: true, writable: true, value });
    this.#errors.stackTraceLimit = value;
  }
}

function defaultText(error: object, sites: ForeignCallSite[]): string {
  return [String(error), ...sites.map((site) => `    at ${String(site)}`)].join('\n');
}
