/**
 * `internalBinding('module_wrap')`: what Node's own ES module loader (internal/modules/esm/*) stands on. Resolution,
 * formats, JSON, CommonJS, `require(esm)` and all their errors are Node's text; here is only what V8 does in Node:
 * parse, link and evaluate.
 */
import { createNamespace } from './namespace.ts';
import { SourceTextModule, SyntheticModule, type BodyFunction, type ModuleRecord } from './module-record.ts';
import { sourceMapUrlOf } from './source-map-url.ts';
import { positionAt, sourceFrame } from './source-position.ts';
import type { ImportEntry, Shift } from './transform.ts';

/** The part that needs a parser, loaded when the first ES module (or `import()`) appears. */
export type Syntax = Pick<typeof import('./index.ts'), 'transformModule' | 'explainSyntaxError'>;

export interface ModuleWrapEnvironment {
  /** Node's library, internal modules included. */
  require(id: string): unknown;
  privateSymbols: Readonly<Record<string, symbol>>;
  /** `internalBinding('symbols')` */
  symbols: Readonly<Record<string, symbol>>;
  syntax(): Syntax;
  /** Evaluates an expression in sloppy mode in the global scope; `name` is what stack traces show. */
  compile(code: string, name: string, shifts: Shift[]): unknown;
}

type ImportCallback = (
  referrer: symbol,
  specifier: string,
  attributes: Record<string, string>,
  referrerName: string,
) => Promise<unknown>;
type ImportMetaCallback = (id: symbol, meta: object, wrap: object) => void;

const Status = { unlinked: 0, linking: 1, linked: 2, evaluating: 3, evaluated: 4, errored: 5 } as const;

/** The binding, and what else needs its state. */
export interface ModuleWrapBinding {
  binding: Record<string, unknown>;
  /** What `import()` calls in a script or a function: `referrerName` is its file name or URL. */
  importFunction(referrer: symbol, referrerName: string): (specifier: unknown, options?: unknown) => Promise<unknown>;
}

export function createModuleWrapBinding(env: ModuleWrapEnvironment): ModuleWrapBinding {
  let importCallback: ImportCallback | undefined;
  let importMetaCallback: ImportMetaCallback | undefined;
  const records = new WeakMap<object, ModuleRecord>();

  const importFunction =
    (referrer: symbol, referrerName: string) =>
    async (specifier: unknown, options?: unknown): Promise<unknown> => {
      const name = `${specifier as string}`;
      const attributes = importAttributes(options);
      if (!importCallback) throw new Error('import() was called before the library was ready');
      return importCallback(referrer, name, attributes, referrerName);
    };

  const asyncModuleError = (file?: string, parent?: string): Error => {
    const { codes } = env.require('internal/errors') as { codes: Record<string, new (...args: unknown[]) => Error> };
    const ErrRequireAsyncModule = codes['ERR_REQUIRE_ASYNC_MODULE'];
    if (!ErrRequireAsyncModule) throw new Error('The library has no ERR_REQUIRE_ASYNC_MODULE');
    return new ErrRequireAsyncModule(file, parent);
  };

  /** Where Node looks for the source lines to print above an error. */
  const setArrow = (error: Error, frame: string): Error => {
    const arrow = env.privateSymbols['arrow_message_private_symbol'];
    if (arrow) Object.defineProperty(error, arrow, { value: frame, writable: true, configurable: true });
    return error;
  };

  class ModuleWrap {
    [key: PropertyKey]: unknown;
    readonly #record: ModuleRecord;
    readonly #id: symbol;

    /**
     * (url, context, source, lineOffset, columnOffset, id or cached data), or
     * (url, context, exportNames, evaluationSteps, cjsModule).
     */
    constructor(url: string, context: unknown, content: string | string[], ...rest: unknown[]) {
      if (context !== undefined) {
        throw Object.assign(new Error('Modules in a vm context are not available in this container'), {
          code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        });
      }
      const id = rest[2];
      this.#id = typeof id === 'symbol' ? id : Symbol(url);
      const isSource = typeof content === 'string';
      this.#record = isSource
        ? this.#parse(url, content)
        : this.#synthesize(content, rest[0] as (this: object) => void);
      if (isSource) {
        this['sourceURL'] = undefined;
        this['sourceMapURL'] = sourceMapUrlOf(content);
      } else if (rest[1] !== undefined) {
        this[env.symbols['imported_cjs_symbol'] as symbol] = rest[1];
      }
      this['synthetic'] = !isSource;
      this['url'] = url;
      const option = env.privateSymbols['host_defined_option_symbol'];
      if (option) Object.defineProperty(this, option, { value: this.#id });
      records.set(this, this.#record);
    }

    #parse(url: string, source: string): ModuleRecord {
      const { transformModule, explainSyntaxError } = env.syntax();
      let text, bodyFunction: BodyFunction;
      try {
        text = transformModule(source);
        bodyFunction = env.compile(text.code, url, text.shifts) as BodyFunction;
      } catch (error) {
        const explained = explainSyntaxError(error, source, 'module');
        if (!explained) throw error;
        throw setArrow(new SyntaxError(explained.message), sourceFrame(url, source, explained, explained.width));
      }
      return new SourceTextModule(text, bodyFunction, {
        importMeta: () => {
          const meta = Object.create(null) as object;
          importMetaCallback?.(this.#id, meta, this);
          return meta;
        },
        importDynamically: importFunction(this.#id, url),
        linkError: (message: string, at: ImportEntry) =>
          setArrow(new SyntaxError(message), sourceFrame(url, source, positionAt(source, at.start), at.end - at.start)),
      });
    }

    #synthesize(names: string[], evaluate: (this: object) => void): ModuleRecord {
      return new SyntheticModule(names, () => evaluate.call(this));
    }

    getModuleRequests(): readonly object[] {
      return Object.freeze(
        this.#record.requests.map((request) => Object.freeze(Object.assign(Object.create(null), request) as object)),
      );
    }

    /** @param modules array-like: the library's have no prototype */
    link(modules: ArrayLike<object>): void {
      this.#record.dependencies = Array.from(modules, (module) => {
        const record = records.get(module);
        if (!record) throw new TypeError('linked to something that is not a module');
        return record;
      });
    }

    instantiate(): void {
      this.#record.link();
    }

    instantiateSync(): boolean {
      this.#record.link();
      return this.#record.isGraphAsync();
    }

    evaluate(): Promise<void> {
      return this.#record.evaluate();
    }

    evaluateSync(file?: string, parent?: string): object {
      if (this.#record.isGraphAsync()) throw asyncModuleError(file, parent);
      this.#record.evaluateSync();
      return this.#record.namespace;
    }

    getNamespace(): object {
      if (this.#record.status === 'unlinked') throw new Error('cannot get namespace, module has not been instantiated');
      return this.#record.namespace;
    }

    getNamespaceSync(file?: string, parent?: string): object {
      if (this.#record.isGraphAsync()) throw asyncModuleError(file, parent);
      return this.#record.namespace;
    }

    getStatus(): number {
      const { error, status } = this.#record;
      if (error) return Status.errored;
      return status === 'evaluating-async' ? Status.evaluated : Status[status];
    }

    getError(): unknown {
      return this.#record.error?.value;
    }

    isGraphAsync(): boolean {
      return this.#record.isGraphAsync();
    }

    hasTopLevelAwait(): boolean {
      return this.#record.isGraphAsync();
    }

    setExport(name: string, value: unknown): void {
      (this.#record as SyntheticModule).setExport(name, value);
    }

    /**
     * Exports a property of a library module; one behind a getter only when it is read. `import 'node:http'` would
     * otherwise load undici, http2 and TLS for three rarely used names. The build makes the library call this.
     */
    setExportOf(exports: object, name: string): void {
      const record = this.#record as SyntheticModule;
      const property = Object.getOwnPropertyDescriptor(exports, name);
      if (property?.get) record.setLazyExport(name, () => Reflect.get(exports, name));
      else record.setExport(name, property?.value);
    }
  }

  return {
    importFunction,
    binding: {
      ModuleWrap,
      setImportModuleDynamicallyCallback: (callback: ImportCallback) => void (importCallback = callback),
      setInitializeImportMetaObjectCallback: (callback: ImportMetaCallback) => void (importMetaCallback = callback),
      createRequiredModuleFacade: (wrap: object) => requiredFacade(records.get(wrap) as ModuleRecord),
      // JavaScript cannot look into a promise; the loader's next step reports the module's state instead.
      throwIfPromiseRejected: () => undefined,
      kUninstantiated: Status.unlinked,
      kInstantiating: Status.linking,
      kInstantiated: Status.linked,
      kEvaluating: Status.evaluating,
      kEvaluated: Status.evaluated,
      kErrored: Status.errored,
    },
  };
}

/** What `require()` gives for an ES module with a default export: the namespace, marked for transpiled callers. */
function requiredFacade(record: ModuleRecord): object {
  const namespace = record.namespace as Record<string, unknown>;
  const accessors = new Map<string, () => unknown>([['__esModule', () => true]]);
  for (const name of Object.getOwnPropertyNames(namespace)) accessors.set(name, () => namespace[name]);
  return createNamespace(accessors);
}

/** The second argument of `import()`, checked as the specification asks. */
function importAttributes(options: unknown): Record<string, string> {
  const attributes = Object.create(null) as Record<string, string>;
  if (options === undefined) return attributes;
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('The second argument of import() must be an object');
  }
  const given = (options as { with?: unknown }).with;
  if (given === undefined) return attributes;
  if (typeof given !== 'object' || given === null) {
    throw new TypeError("The 'with' option of import() must be an object");
  }
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw new TypeError('Import attribute value must be a string');
    attributes[key] = value;
  }
  return attributes;
}
