import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Codebase } from './codebase.ts';
import type { Plan, ServiceWanted } from './deploy.ts';
import type { ServiceKind } from './protocol.ts';
import { engines } from './services/engines.ts';

/**
 * An example, as far as the platform needs to know it. The site's schema is stricter and says all there is about
 * `example.json`; the platform imports nothing but Node, so it checks here what it reads.
 */
export interface Example {
  directory: string;
  title: string;
  plan: Plan;
  versions: Record<string, ExampleVersion>;
  experiments: { id: string; module: string; versions: [string, string]; measures: string[]; plan: Plan }[];
  /** The check module; null when the example has none. */
  checkModule: string | null;
  checks: { id: string; expected: string }[];
}

/** A version of an example's app. */
export interface ExampleVersion {
  dir: string;
  base: string | null;
  /** Whether the example's checks are for it; otherwise only experiments use it. */
  checked: boolean;
  /** How many processes of each type to start of it, where that differs from the plan's; else null. */
  formation: Record<string, number> | null;
}

/** The example cannot be used; the message says why and how to mend it. */
export class ExampleError extends Error {}

/** Stands for the example's own directory in a config variable: what lies there is on the machine, not in the app. */
const HERE = '{example}';

/** Reads an example's metadata from its directory. */
export function readExample(directory: string): Example {
  const file = join(directory, 'example.json');
  if (!existsSync(file)) throw new ExampleError(`There is no ${file}. Name the directory of an example.`);
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ExampleError(`${file} is not JSON: ${(error as Error).message}`);
  }
  const root = new Field(data, file);
  const plan = readPlan(root, directory, { formation: {}, config: {}, port: null, services: [], limits: {} });
  return {
    directory: resolve(directory),
    title: root.at('title').text(),
    plan,
    versions: root.at('versions').entries((version) => ({
      dir: version.at('dir').text(),
      base: version.at('base').optional((base) => base.text()),
      checked: version.at('fails').optional(() => true) ?? false,
      formation: version.at('formation').optional((formation) => formation.entries((count) => count.number())),
    })),
    experiments: root.at('experiments').items((experiment) => ({
      id: experiment.at('id').text(),
      module: experiment.at('module').text(),
      versions: experiment.at('versions').optional(readPair) ?? ['wrong', 'right'],
      measures: experiment.at('measures').items((measure) => measure.at('id').text()),
      plan: readPlan(experiment, directory, plan),
    })),
    checkModule: root.at('exercise').optional((exercise) => exercise.at('checks').text()),
    checks: root.at('checks').items((check) => ({ id: check.at('id').text(), expected: check.at('expected').text() })),
  };
}

/** Where a version's files are. @throws ExampleError for a version that there is not */
export function codebaseOf(example: Example, version: string): Codebase {
  const found = example.versions[version];
  if (!found) {
    const known = Object.keys(example.versions).join(', ');
    throw new ExampleError(`This example has no version "${version}". It has: ${known}.`);
  }
  const { dir, base } = found;
  return {
    directory: join(example.directory, dir),
    base: base === null ? null : join(example.directory, base),
    installed: [example.directory, dirname(example.directory)],
  };
}

/**
 * What a version is deployed with: the plan of the experiment, or else the example's; that of its experiment, if it is
 * there for one only. A version may have a formation of its own.
 */
export function planOf(example: Example, version: string, experiment: Plan | null = null): Plan {
  const found = example.versions[version];
  const own = found?.checked ? null : example.experiments.find(({ versions }) => versions.includes(version))?.plan;
  const plan = experiment ?? own ?? example.plan;
  return found?.formation ? { ...plan, formation: found.formation } : plan;
}

/** Reads what is to be deployed; what is not said is as in `otherwise`. */
function readPlan(field: Field, directory: string, otherwise: Plan): Plan {
  const limits = { ...otherwise.limits };
  for (const name of ['grace', 'listen'] as const) {
    const limit = field.at(name).optional((value) => value.number());
    if (limit !== null) limits[name] = limit;
  }
  return {
    formation:
      field.at('formation').optional((counts) => counts.entries((count) => count.number())) ?? otherwise.formation,
    config:
      field
        .at('config')
        .optional((config) => config.entries((value) => value.text().replaceAll(HERE, resolve(directory)))) ??
      otherwise.config,
    port: field.at('port').optional((port) => port.number()) ?? otherwise.port,
    services:
      field.at('services').optional((services) => services.items((service) => readService(service, directory))) ??
      otherwise.services,
    limits,
  };
}

function readService(service: Field, directory: string): ServiceWanted {
  const kind = service.at('kind').text();
  if (!isServiceKind(kind)) {
    const known = Object.keys(engines).join(', ');
    throw new ExampleError(`${service.at('kind').path} is "${kind}"; the platform has ${known}.`);
  }
  return {
    name: service.at('name').text(),
    kind,
    config: service.at('config').text(),
    packages: service.at('packages').optional((packages) => resolve(directory, packages.text())),
    fixed: service.at('fixed').optional((fixed) => ({
      port: fixed.at('port').number(),
      password: fixed.at('password').text(),
    })),
    proxied: service.at('proxied').optional((proxied) => proxied.flag()) ?? false,
  };
}

function isServiceKind(kind: string): kind is ServiceKind {
  return Object.hasOwn(engines, kind);
}

function readPair(versions: Field): [string, string] {
  const [first, second, ...more] = versions.items((version) => version.text());
  if (first === undefined || second === undefined || more.length > 0) {
    throw new ExampleError(`${versions.path} must name two versions.`);
  }
  return [first, second];
}

/** A place in data from outside, which knows its path for the message. */
class Field {
  readonly path: string;
  readonly #value: unknown;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  at(key: string): Field {
    return new Field(this.#object()[key], `${this.path}: ${key}`);
  }

  optional<T>(read: (field: Field) => T): T | null {
    return this.#value === undefined ? null : read(this);
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.#wrong('a text');
    return this.#value;
  }

  flag(): boolean {
    if (typeof this.#value !== 'boolean') throw this.#wrong('true or false');
    return this.#value;
  }

  number(): number {
    if (typeof this.#value !== 'number') throw this.#wrong('a number');
    return this.#value;
  }

  items<T>(read: (field: Field) => T): T[] {
    if (!Array.isArray(this.#value)) throw this.#wrong('a list');
    return this.#value.map((item, index) => read(new Field(item, `${this.path}[${index}]`)));
  }

  entries<T>(read: (field: Field) => T): Record<string, T> {
    return Object.fromEntries(Object.keys(this.#object()).map((key) => [key, read(this.at(key))]));
  }

  #object(): Record<string, unknown> {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value))
      throw this.#wrong('an object');
    return this.#value as Record<string, unknown>;
  }

  #wrong(kind: string): ExampleError {
    return new ExampleError(`${this.path} must be ${kind}, and is ${JSON.stringify(this.#value) ?? 'missing'}.`);
  }
}
