import { join } from 'node:path';
import type { Slug } from './build.ts';
import { changeConfig, type Config } from './config.ts';
import { ProblemError } from './events.ts';
import { Formation } from './formation.ts';
import type { Machine } from './machine.ts';
import type { Surroundings } from './managed-process.ts';
import type { ProcessState, ServiceKind, Signal } from './protocol.ts';
import { Ledger, type Release } from './release.ts';
import type { ServicePrograms } from './services/engine.ts';
import { engines } from './services/engines.ts';
import { Service } from './services/service.ts';

/** A backing service that a deploy wants: its name, what it is, and the config variable for its URL. */
export interface ServiceWanted {
  name: string;
  kind: ServiceKind;
  config: string;
  /** Whether the app reaches it through a proxy, which can be slowed and cut. */
  proxied?: boolean;
  /** Of a registry: the directory with what it holds at first. */
  packages?: string | null;
}

/** What is deployed. */
export interface Plan {
  formation: Record<string, number>;
  config: Config;
  /** The port of the first web process, which is random when this is null. */
  port: number | null;
  services: ServiceWanted[];
}

/** One running instance of an app: its releases, its formation and the services attached to it. */
export class Deploy {
  readonly #around: Surroundings;
  readonly #ledger: Ledger;
  readonly #formation: Formation;
  readonly #services: Map<string, Service>;
  readonly #plan: Plan;
  #stopped = false;
  #askServices: NodeJS.Timeout | null = null;

  /**
   * Releases a build with its config and the services attached to it. Nothing runs before {@link start}.
   * @param directory for the ledger and the services' data
   * @param programs the files of the services' programs
   * @throws ProblemError for a config variable that cannot be
   */
  static async create(
    slug: Slug,
    plan: Plan,
    directory: string,
    programs: ServicePrograms,
    around: Surroundings,
  ): Promise<Deploy> {
    const services = new Map<string, Service>();
    for (const { name, kind, config, proxied = false, packages = null } of plan.services) {
      const engine = engines[kind];
      services.set(
        name,
        await Service.create({
          ...around,
          name,
          kind,
          engine,
          proxied,
          packages,
          attachedAs: config,
          programs,
          directory,
        }),
      );
    }
    return new Deploy(slug, plan, services, directory, around);
  }

  private constructor(slug: Slug, plan: Plan, services: Map<string, Service>, directory: string, around: Surroundings) {
    this.#around = around;
    this.#plan = plan;
    this.#services = services;
    this.#ledger = new Ledger(join(directory, 'releases.jsonl'));
    const attached = Object.fromEntries([...services.values()].map(({ state, url }) => [state.attachedAs, url]));
    const release = this.#release(slug, changeConfig(plan.config, attached, []), 'first deploy');
    this.#formation = new Formation(release, around);
  }

  get processes(): ProcessState[] {
    return this.#formation.states;
  }

  /** The web processes that take requests now. */
  get routable(): ProcessState[] {
    return this.#formation.routable;
  }

  /** What a process runs on now. @throws ProblemError `bad-command` when it does not run */
  machine(name: string): Machine {
    return this.#formation.machine(name);
  }

  /** Starts the services, then the formation; settles when each process is up or has failed to come up. */
  async start(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.start()));
    if (this.#stopped) return;
    const { formation } = this.#plan;
    await Promise.all(Object.entries(formation).map(([type, count]) => this.#formation.scale(type, count)));
  }

  scale(type: string, count: number): Promise<void> {
    return this.#formation.scale(type, count);
  }

  signal(name: string, signal: Signal): void {
    this.#formation.signal(name, signal);
  }

  /** Restarts one process, or all of them one after the other, on fresh machines. */
  restart(name: string | null): Promise<void> {
    return this.#formation.restart(this.#ledger.current(), name);
  }

  /** Changes config variables: a new release of the same build, and a rolling restart on it. */
  async configure(set: Record<string, string>, unset: string[]): Promise<void> {
    const { slug, config } = this.#ledger.current();
    const changes = [...Object.keys(set).map((name) => `set ${name}`), ...unset.map((name) => `unset ${name}`)];
    const release = this.#release(slug, changeConfig(config, set, unset), changes.join(', ') || 'no change');
    await this.#formation.restart(release, null);
  }

  /** @throws ProblemError `bad-command` when there is no service of that name */
  service(name: string): Service {
    const service = this.#services.get(name);
    if (service) return service;
    throw new ProblemError({
      code: 'bad-command',
      title: `There is no backing service "${name}"`,
      cause: `This deploy has: ${[...this.#services.keys()].join(', ') || 'none'}.`,
      mend: 'Use one of those.',
    });
  }

  /** Has the services counted again soon, since requests may have changed what they hold. */
  servicesMayHaveChanged(): void {
    this.#askServices ??= setTimeout(() => {
      this.#askServices = null;
      for (const service of this.#services.values()) void service.refresh();
    }, 100);
  }

  /** Ends all processes, then the services. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#askServices) clearTimeout(this.#askServices);
    await this.#formation.stop();
    await Promise.all([...this.#services.values()].map((service) => service.end()));
  }

  /** Takes the ended processes off the table, before another deploy. */
  clear(): void {
    this.#formation.clear();
  }

  #release(slug: Slug, config: Config, reason: string): Release {
    const release = this.#ledger.add(slug, config, reason);
    this.#around.emit({ event: 'release', number: release.number, slug: slug.id, config: { ...config }, reason });
    this.#around.logs.write('platform', `release v${release.number}: build ${slug.id}, ${reason}`);
    return release;
  }
}
