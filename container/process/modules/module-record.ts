/**
 * ES modules as the specification describes them (ECMA-262, 16.2.1.6 Cyclic Module Records): resolving exports,
 * linking, and evaluating in order, synchronously unless something awaits. Knows nothing of Node; where modules come
 * from is up to whoever calls `link`.
 */
import { createNamespace, type Accessor } from './namespace.ts';
import type { ImportEntry, ModuleRequest, TransformedModule } from './transform.ts';

/** Where an export is bound; a `name` of `*` is the namespace of the module. */
interface Resolution {
  module: ModuleRecord;
  name: string;
}

type Status = 'unlinked' | 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated';

/** What a transformed module gets as its first parameter. */
interface BodyLink {
  exports(...namesAndAccessors: (string | Accessor)[]): void;
  nameDefault(declaration: object): void;
  readonly meta: object;
  import(specifier: unknown, options?: unknown): Promise<unknown>;
  /** Throws on assignment, as an imported name does. */
  constant: unknown;
}

type Body = Generator | AsyncGenerator;
export type BodyFunction = (link: BodyLink, ...imports: unknown[]) => Body;

/** How a module reaches out of itself. */
export interface ModuleHost {
  importMeta(): object;
  importDynamically(specifier: unknown, options: unknown): Promise<unknown>;
  /** Makes the error for an import or export that cannot be resolved. */
  linkError(message: string, at: ImportEntry): Error;
}

let asyncEvaluations = 0;

/** A module of any kind: what linking and evaluating need to know. */
export abstract class ModuleRecord {
  abstract readonly requests: readonly ModuleRequest[];
  abstract readonly hasTopLevelAwait: boolean;
  /** One per request. */
  dependencies: ModuleRecord[] = [];
  status: Status = 'unlinked';
  error: { value: unknown } | null = null;
  protected readonly locals = new Map<string, Accessor>();
  #namespace: object | undefined;
  #capability: PromiseWithResolvers<void> | undefined;

  // Names as in the specification.
  dfsIndex = 0;
  dfsAncestorIndex = 0;
  cycleRoot: ModuleRecord = this;
  /** Order in which modules became asynchronous; 0 for synchronous ones. */
  asyncEvaluation = 0;
  pendingAsyncDependencies = 0;
  asyncParents: ModuleRecord[] = [];

  abstract exportNames(visited?: Set<ModuleRecord>): string[];
  abstract resolveExport(
    name: string,
    visited?: [ModuleRecord, string][],
  ): Resolution | 'ambiguous' | 'circular' | null;
  /** Checks that every import resolves. */
  abstract validate(): void;
  /** Creates the bindings; function declarations work from here on. */
  abstract instantiate(): void;
  /** Runs the body. */
  abstract execute(): Promise<unknown> | void;

  /** Reads the binding that a resolution stands for. */
  protected static accessor({ module, name }: Resolution): Accessor {
    if (name === '*') return () => module.namespace;
    return module.locals.get(name) ?? lateAccessor(module.locals, name);
  }

  get namespace(): object {
    if (!this.#namespace) {
      const accessors = new Map<string, Accessor>();
      for (const name of this.exportNames()) {
        const resolution = this.resolveExport(name);
        if (resolution !== null && typeof resolution === 'object')
          accessors.set(name, ModuleRecord.accessor(resolution));
      }
      this.#namespace = createNamespace(accessors);
    }
    return this.#namespace;
  }

  /** Links this module and all it depends on: all of them, or none. */
  link(): void {
    const order = ModuleRecord.#postOrder(this, (module) => module.status === 'unlinked');
    for (const module of order) module.validate();
    for (const module of order) {
      module.instantiate();
      module.status = 'linked';
    }
  }

  /** Whether this module or one it depends on awaits at its top level. */
  isGraphAsync(): boolean {
    return ModuleRecord.#postOrder(this, () => true).some((module) => module.hasTopLevelAwait);
  }

  static #postOrder(root: ModuleRecord, include: (module: ModuleRecord) => boolean): ModuleRecord[] {
    const visited = new Set<ModuleRecord>();
    const order: ModuleRecord[] = [];
    const visit = (module: ModuleRecord): void => {
      if (visited.has(module) || !include(module)) return;
      visited.add(module);
      module.dependencies.forEach(visit);
      order.push(module);
    };
    visit(root);
    return order;
  }

  /** Runs the graph; settles when all of it has run. Bodies that do not await have run when this returns. */
  evaluate(): Promise<void> {
    const root = this.status === 'evaluating-async' || this.status === 'evaluated' ? this.cycleRoot : this;
    if (root.#capability) return root.#capability.promise;
    root.#capability = Promise.withResolvers();
    const { promise, resolve, reject } = root.#capability;
    try {
      root.evaluateSync();
      if (root.asyncEvaluation === 0 || root.status === 'evaluated') resolve();
    } catch (error) {
      reject(error);
    }
    return promise;
  }

  /** Runs the graph up to the first top-level await of each branch. Throws what a body threw. */
  evaluateSync(): void {
    if (this.error) throw this.error.value;
    const stack: ModuleRecord[] = [];
    try {
      this.#evaluateInner(stack, 0);
    } catch (error) {
      for (const module of stack) {
        module.status = 'evaluated';
        module.error = { value: error };
      }
      throw error;
    }
  }

  #evaluateInner(stack: ModuleRecord[], start: number): number {
    if (this.status === 'evaluating-async' || this.status === 'evaluated') {
      if (this.error) throw this.error.value;
      return start;
    }
    if (this.status === 'evaluating') return start;
    let index = start;
    this.status = 'evaluating';
    this.dfsIndex = index;
    this.dfsAncestorIndex = index;
    this.pendingAsyncDependencies = 0;
    index++;
    stack.push(this);
    for (const dependency of this.dependencies) {
      index = dependency.#evaluateInner(stack, index);
      this.#waitFor(dependency);
    }
    if (this.pendingAsyncDependencies > 0 || this.hasTopLevelAwait) {
      this.asyncEvaluation = ++asyncEvaluations;
      if (this.pendingAsyncDependencies === 0) this.#executeAsync();
    } else {
      void this.execute();
    }
    if (this.dfsAncestorIndex === this.dfsIndex) this.#closeCycle(stack);
    return index;
  }

  #waitFor(dependency: ModuleRecord): void {
    let required = dependency;
    if (required.status === 'evaluating') {
      this.dfsAncestorIndex = Math.min(this.dfsAncestorIndex, required.dfsAncestorIndex);
    } else {
      required = required.cycleRoot;
      if (required.error) throw required.error.value;
    }
    if (required.asyncEvaluation > 0 && required.status !== 'evaluated') {
      this.pendingAsyncDependencies++;
      required.asyncParents.push(this);
    }
  }

  #closeCycle(stack: ModuleRecord[]): void {
    for (;;) {
      const member = stack.pop() as ModuleRecord;
      member.status = member.asyncEvaluation > 0 ? 'evaluating-async' : 'evaluated';
      member.cycleRoot = this;
      if (member === this) return;
    }
  }

  #executeAsync(): void {
    (this.execute() as Promise<unknown>).then(
      () => this.#fulfilled(),
      (error: unknown) => this.#rejected(error),
    );
  }

  #fulfilled(): void {
    if (this.error) return;
    this.#settled();
    const ready: ModuleRecord[] = [];
    this.#gatherReady(ready);
    ready.sort((a, b) => a.asyncEvaluation - b.asyncEvaluation);
    for (const module of ready) {
      if (module.status === 'evaluated') continue;
      if (module.hasTopLevelAwait) {
        module.#executeAsync();
        continue;
      }
      try {
        void module.execute();
      } catch (error) {
        module.#rejected(error);
        continue;
      }
      module.#settled();
    }
  }

  #settled(): void {
    this.status = 'evaluated';
    this.#capability?.resolve();
  }

  #gatherReady(ready: ModuleRecord[]): void {
    for (const parent of this.asyncParents) {
      if (ready.includes(parent) || parent.cycleRoot.error) continue;
      if (--parent.pendingAsyncDependencies > 0) continue;
      ready.push(parent);
      if (!parent.hasTopLevelAwait) parent.#gatherReady(ready);
    }
  }

  #rejected(error: unknown): void {
    if (this.error) return;
    this.error = { value: error };
    this.status = 'evaluated';
    for (const parent of this.asyncParents) parent.#rejected(error);
    this.#capability?.reject(error);
  }
}

/**
 * Reads a binding that does not exist yet: in a cycle, an importer can come before its exporter. Only here can a read
 * hit the temporal dead zone; the error shows the place of use, as in Node, and not the accessor.
 */
function lateAccessor(locals: Map<string, Accessor>, name: string): Accessor {
  const read: Accessor = () => {
    try {
      return locals.get(name)!();
    } catch (error) {
      Error.captureStackTrace(error as Error, read);
      throw error;
    }
  };
  return read;
}

/** A module with a body in JavaScript. */
export class SourceTextModule extends ModuleRecord {
  readonly requests: readonly ModuleRequest[];
  readonly hasTopLevelAwait: boolean;
  readonly #text: TransformedModule;
  readonly #function: BodyFunction;
  readonly #host: ModuleHost;
  #body: Body | undefined;
  #meta: object | undefined;

  constructor(text: TransformedModule, bodyFunction: BodyFunction, host: ModuleHost) {
    super();
    this.#text = text;
    this.#function = bodyFunction;
    this.#host = host;
    this.requests = text.requests;
    this.hasTopLevelAwait = text.hasTopLevelAwait;
  }

  exportNames(visited = new Set<ModuleRecord>()): string[] {
    if (visited.has(this)) return [];
    visited.add(this);
    const names = new Set([...this.#text.localExports, ...this.#text.indirectExports.map(({ exported }) => exported)]);
    for (const request of this.#text.starExports) {
      for (const name of this.#dependency(request).exportNames(visited)) if (name !== 'default') names.add(name);
    }
    return [...names];
  }

  resolveExport(name: string, visited: [ModuleRecord, string][] = []): Resolution | 'ambiguous' | 'circular' | null {
    if (visited.some(([module, seen]) => module === this && seen === name)) return 'circular';
    visited.push([this, name]);
    if (this.#text.localExports.includes(name)) return { module: this, name };
    const indirect = this.#text.indirectExports.find(({ exported }) => exported === name);
    if (indirect) {
      const module = this.#dependency(indirect.request);
      return indirect.name === '*' ? { module, name: '*' } : module.resolveExport(indirect.name, visited);
    }
    return name === 'default' ? null : this.#resolveStar(name, visited);
  }

  #resolveStar(name: string, visited: [ModuleRecord, string][]): Resolution | 'ambiguous' | null {
    let found: Resolution | null = null;
    for (const request of this.#text.starExports) {
      const resolution = this.#dependency(request).resolveExport(name, visited);
      if (resolution === 'ambiguous') return resolution;
      if (resolution === null || resolution === 'circular') continue;
      if (found && (found.module !== resolution.module || found.name !== resolution.name)) return 'ambiguous';
      found = resolution;
    }
    return found;
  }

  #dependency(request: number): ModuleRecord {
    const module = this.dependencies[request];
    if (!module) throw new Error('A module was linked before its requests were');
    return module;
  }

  validate(): void {
    const { indirectExports, imports } = this.#text;
    for (const entry of indirectExports) this.#resolve(entry);
    for (const entry of imports) this.#resolve(entry);
  }

  #resolve(entry: ImportEntry): Resolution {
    const module = this.#dependency(entry.request);
    if (entry.name === '*') return { module, name: '*' };
    const resolution = module.resolveExport(entry.name);
    if (resolution !== null && typeof resolution === 'object') return resolution;
    const from = `'${this.requests[entry.request]?.specifier}'`;
    const wording = {
      ambiguous: `The requested module ${from} contains conflicting star exports for name '${entry.name}'`,
      circular: `Detected cycle while resolving name '${entry.name}' in ${from}`,
      missing: `The requested module ${from} does not provide an export named '${entry.name}'`,
    };
    throw this.#host.linkError(wording[resolution ?? 'missing'], entry);
  }

  instantiate(): void {
    const imports = this.#text.imports.map((entry) => {
      const resolution = this.#resolve(entry);
      return entry.name === '*' ? resolution.module.namespace : ModuleRecord.accessor(resolution);
    });
    const start = this.#function; // Not called as a method: `this` is undefined in a module.
    this.#body = start(this.#link(), ...imports);
    void this.#body.next();
  }

  execute(): Promise<unknown> | void {
    const step = (this.#body as Body).next();
    return this.hasTopLevelAwait ? (step as Promise<unknown>) : undefined;
  }

  #link(): BodyLink {
    const metaOf = (): object => (this.#meta ??= this.#host.importMeta());
    return {
      exports: (...pairs) => {
        for (let i = 0; i < pairs.length; i += 2) this.locals.set(pairs[i] as string, pairs[i + 1] as Accessor);
      },
      nameDefault: (declaration) => {
        Object.defineProperty(declaration, 'name', { value: 'default', configurable: true });
      },
      get meta() {
        return metaOf();
      },
      import: (specifier, options) => this.#host.importDynamically(specifier, options),
      get constant() {
        return undefined;
      },
      set constant(_value) {
        throw new TypeError('Assignment to constant variable.');
      },
    };
  }
}

/** A module whose exports are set by a function: CommonJS, JSON and built-in modules. */
export class SyntheticModule extends ModuleRecord {
  readonly requests: readonly ModuleRequest[] = [];
  readonly hasTopLevelAwait = false;
  readonly #values = new Map<string, unknown>();
  readonly #lazy = new Map<string, () => unknown>();
  readonly #evaluate: () => void;

  constructor(exportNames: readonly string[], evaluate: () => void) {
    super();
    this.#evaluate = evaluate;
    for (const name of exportNames) {
      this.#values.set(name, undefined);
      this.locals.set(name, () => this.#read(name));
    }
  }

  exportNames(): string[] {
    return [...this.#values.keys()];
  }

  resolveExport(name: string): Resolution | null {
    return this.#values.has(name) ? { module: this, name } : null;
  }

  /** @throws {ReferenceError} for a name that was not announced */
  setExport(name: string, value: unknown): void {
    if (!this.#values.has(name)) throw new ReferenceError(`Export '${name}' is not defined in module`);
    this.#values.set(name, value);
    this.#lazy.delete(name);
  }

  /** An export whose value is made when it is first read. */
  setLazyExport(name: string, read: () => unknown): void {
    this.setExport(name, undefined);
    this.#lazy.set(name, read);
  }

  #read(name: string): unknown {
    const make = this.#lazy.get(name);
    if (make) this.setExport(name, make());
    return this.#values.get(name);
  }

  validate(): void {}

  instantiate(): void {}

  execute(): void {
    this.#evaluate();
  }
}
