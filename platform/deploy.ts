import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Slug } from './build.ts';
import { changeConfig, type Config } from './config.ts';
import { lastWords } from './diagnosis.ts';
import { ProblemError } from './events.ts';
import { Formation, prefixOf, RELEASE } from './formation.ts';
import { Identity } from './identity.ts';
import type { LogStream } from './logs.ts';
import type { Machine } from './machine.ts';
import type { Limits, Surroundings } from './managed-process.ts';
import { installGlobally } from './npm.ts';
import { runOnce, type OneOffResult } from './one-off.ts';
import type { ProcessState, ServiceKind, Signal } from './protocol.ts';
import { Ledger, type Release } from './release.ts';
import type { Run } from './run.ts';
import type { FixedPlace, ServicePrograms } from './services/engine.ts';
import { engines } from './services/engines.ts';
import { Service } from './services/service.ts';

/** A backing service that a deploy wants: its name, what it is, and the config variable for its URL. */
export interface ServiceWanted {
  name: string;
  kind: ServiceKind;
  /** Null: it is there, and not attached. */
  config: string | null;
  /** Without it, port and password are random. */
  fixed?: FixedPlace | null;
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
  /** Packages of the registry that somebody once installed for everybody on the machines of this deploy. */
  globals?: readonly string[];
  limits?: Partial<Limits>;
  /** How often the processes' tokens are renewed, in milliseconds; only when it is asked for, by default. */
  renewal?: number;
}

/** What became of a release. */
export interface Rollout {
  number: number;
  /** Whether its release phase succeeded and every process came up with it. */
  ok: boolean;
  /** What the release phase wrote. */
  output: string;
}

/** One running instance of an app: its releases, its formation and the services attached to it. */
export class Deploy {
  readonly name: string;
  /** The URL of its registry, or null. */
  readonly registry: string | null;
  readonly #around: Surroundings;
  readonly #ledger: Ledger;
  readonly #formation: Formation;
  readonly #services = new Map<string, Service>();
  readonly #plan: Plan;
  readonly #programs: ServicePrograms;
  readonly #directory: string;
  #oneOffs = 0;
  /** The one-off processes that run now. */
  readonly #running = new Set<Run>();
  #stopped = false;
  #askServices: NodeJS.Timeout | null = null;
  #renewal: NodeJS.Timeout | null = null;

  /**
   * Makes a build and releases it with its config and the services attached to it. Nothing but a registry, which the
   * build needs, runs before {@link start}.
   * @param make makes the build, with the URL of the registry if there is one
   * @param directory for the ledger and the services' data
   * @param programs the files of the services' programs
   * @param registry the URL of the one to use when the plan has none
   * @throws ProblemError when the build fails, or for a config variable that cannot be
   */
  static async create(
    make: (registry: string | null) => Promise<Slug>,
    plan: Plan,
    directory: string,
    programs: ServicePrograms,
    registry: string | null,
    around: Omit<Surroundings, 'globals' | 'identity'>,
  ): Promise<Deploy> {
    const services: Service[] = [];
    for (const wanted of plan.services) services.push(await createService(wanted, directory, programs, around));
    try {
      const own = services.find(({ state }) => state.kind === 'registry');
      await own?.start();
      const from = own?.url ?? registry;
      const slug = await make(from);
      const globals = await prepareGlobals(plan.globals ?? [], from, directory, around.logs);
      return new Deploy(slug, plan, services, directory, programs, own?.url ?? null, {
        ...around,
        globals,
        identity: services.some(({ state }) => state.kind === 'api') ? new Identity(around.random) : null,
      });
    } catch (error) {
      await Promise.all(services.map((service) => service.end()));
      throw error;
    }
  }

  private constructor(
    slug: Slug,
    plan: Plan,
    services: Service[],
    directory: string,
    programs: ServicePrograms,
    registry: string | null,
    around: Surroundings,
  ) {
    this.name = around.deploy;
    this.registry = registry;
    this.#around = around;
    this.#plan = plan;
    this.#directory = directory;
    this.#programs = programs;
    for (const service of services) this.#services.set(service.state.name, service);
    this.#ledger = new Ledger(join(directory, 'releases.jsonl'));
    const attached: Record<string, string> = {};
    for (const { state, url } of services) if (state.attachedAs !== null) attached[state.attachedAs] = url;
    const release = this.#add(slug, changeConfig(plan.config, attached, []), 'first deploy');
    this.#formation = new Formation(release, around);
  }

  get processes(): ProcessState[] {
    return this.#formation.states;
  }

  /** The process types that the Procfile names, whether any of them run or not. */
  get types(): string[] {
    return this.#formation.types;
  }

  /** The web processes that take requests now. */
  get routable(): ProcessState[] {
    return this.#formation.routable;
  }

  /** Every release, the oldest first. */
  get releases(): readonly Release[] {
    return this.#ledger.releases;
  }

  /** Why a release is not to run, or null. */
  refusal(release: Release): string | null {
    return this.#ledger.refusal(release);
  }

  /** Starts the services, then the formation; settles when each process is up or has failed to come up. */
  async start(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.start()));
    await this.#tellKeys();
    const { renewal } = this.#plan;
    if (renewal !== undefined && this.#around.identity)
      this.#renewal = setInterval(() => void this.#renewInTime(), renewal);
    if (this.#stopped || !(await this.#releasePhase(this.#ledger.releases[0]!)).ok || this.#stopped) return;
    // Types that nothing is said of begin with no process, so that they are seen and can be scaled.
    const formation = { ...Object.fromEntries(this.types.map((type) => [type, 0])), ...this.#plan.formation };
    await Promise.all(Object.entries(formation).map(([type, count]) => this.#formation.scale(type, count)));
  }

  scale(type: string, count: number): Promise<void> {
    return this.#formation.scale(type, count);
  }

  signal(name: string, signal: Signal): void {
    this.#formation.signal(this.#full(name), signal);
  }

  /** Restarts one process, or all of them one after the other, on fresh machines. */
  async restart(name: string | null): Promise<void> {
    await this.#formation.restart(this.#ledger.current(), name === null ? null : this.#full(name));
  }

  /** Changes config variables: a new release of the same build, and a rolling restart on it. */
  configure(set: Record<string, string>, unset: string[]): Promise<Rollout> {
    const { slug, config } = this.#ledger.current();
    const changes = [...Object.keys(set).map((name) => `set ${name}`), ...unset.map((name) => `unset ${name}`)];
    return this.#release(slug, changeConfig(config, set, unset), changes.join(', ') || 'no change');
  }

  /** Releases another build with the config as it is. */
  release(slug: Slug): Promise<Rollout> {
    return this.#release(slug, this.#ledger.current().config, `build ${slug.id}`);
  }

  /**
   * Makes a new release of what an older one had: its build and its config.
   * @throws ProblemError `bad-command` when there is no release of that number
   */
  rollback(number: number): Promise<Rollout> {
    const { slug, config } = this.#releaseOf(number);
    return this.#release(slug, config, `rollback to v${number}`);
  }

  /** Runs a command once on the current release; see {@link runOnce}. */
  run(command: string, extra: Record<string, string> = {}): Promise<OneOffResult> {
    return this.#runOn(this.#ledger.current(), command, extra);
  }

  /** The machine of a process. @throws ProblemError `bad-command` when it does not run */
  machine(name: string): Machine {
    return this.#formation.machine(this.#full(name));
  }

  /** Starts one more backing service, which nothing is told of yet. */
  async addService(wanted: Omit<ServiceWanted, 'config'>): Promise<Service> {
    if (this.#services.has(wanted.name)) throw new Error(`there is a service ${wanted.name} already`);
    const added = await createService({ ...wanted, config: null }, this.#directory, this.#programs, this.#around);
    this.#services.set(wanted.name, added);
    await added.start();
    await this.#tellKeys();
    return added;
  }

  /** Tells the app of services: one new release with their URLs in config variables, in place of what was there. */
  attach(services: Record<string, string>): Promise<Rollout> {
    const attached = Object.entries(services).map(([variable, name]) => ({ variable, service: this.service(name) }));
    for (const { variable, service } of attached) {
      this.#leave(variable);
      service.attachAs(variable);
    }
    const { slug, config } = this.#ledger.current();
    const urls = Object.fromEntries(attached.map(({ variable, service }) => [variable, service.url]));
    const what = Object.entries(services).map(([variable, name]) => `${name} as ${variable}`);
    return this.#release(slug, changeConfig(config, urls, []), `attach ${what.join(', ')}`);
  }

  /** Takes a service's URL out of the config: a new release. */
  detach(variable: string): Promise<Rollout> {
    this.#leave(variable);
    const { slug, config } = this.#ledger.current();
    return this.#release(slug, changeConfig(config, {}, [variable]), `detach ${variable}`);
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

  /** Gives each process a new token; those from before the last renewal count no more. */
  async renewTokens(): Promise<void> {
    await this.#around.identity?.renew(() => this.#tellKeys());
    this.#around.logs.write('platform', `${prefixOf(this.name)}tokens renewed`);
  }

  /** A service that is killed just now cannot be told: the next renewal tells it. */
  async #renewInTime(): Promise<void> {
    try {
      await this.renewTokens();
    } catch (error) {
      this.#around.logs.write('platform', `${prefixOf(this.name)}tokens not renewed: ${(error as Error).message}`);
    }
  }

  /** Has the services counted again soon, since requests may have changed what they hold. */
  servicesMayHaveChanged(): void {
    this.#askServices ??= setTimeout(() => {
      this.#askServices = null;
      for (const service of this.#services.values()) void service.refresh();
    }, 100);
  }

  /** Ends all processes, one-off ones too, then the services. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#renewal) clearInterval(this.#renewal);
    if (this.#askServices) clearTimeout(this.#askServices);
    for (const run of this.#running) run.signal('SIGKILL');
    await Promise.all([this.#formation.stop(), ...[...this.#running].map(({ finished }) => finished)]);
    await Promise.all([...this.#services.values()].map((service) => service.end()));
  }

  /** Takes the ended processes off the table, before another deploy. */
  clear(): void {
    this.#formation.clear();
  }

  /** Notes that no service's URL is in a config variable any more. */
  #leave(variable: string): void {
    for (const service of this.#services.values()) if (service.state.attachedAs === variable) service.attachAs(null);
  }

  /** Tells the services that ask who calls which keys count. One that is stopped keeps those that it had. */
  async #tellKeys(): Promise<void> {
    const { identity } = this.#around;
    if (!identity) return;
    const asking = [...this.#services.values()].filter(({ state }) => state.kind === 'api' && state.phase === 'up');
    await Promise.all(asking.map(async (service) => service.controls.trust?.(identity.keys)));
  }

  async #release(slug: Slug, config: Config, reason: string): Promise<Rollout> {
    const release = this.#add(slug, config, reason);
    const { ok, output } = await this.#releasePhase(release);
    return { number: release.number, ok: ok && (await this.#formation.restart(release, null)), output };
  }

  #add(slug: Slug, config: Config, reason: string): Release {
    const release = this.#ledger.add(slug, config, reason);
    const { number } = release;
    this.#around.emit({ event: 'release', deploy: this.name, number, slug: slug.id, config: { ...config }, reason });
    this.#around.logs.write('platform', `${prefixOf(this.name)}release v${number}: build ${slug.id}, ${reason}`);
    return release;
  }

  /** Runs what the Procfile has for each release. When that fails, the release is refused. */
  async #releasePhase(release: Release): Promise<{ ok: boolean; output: string }> {
    const phase = release.slug.procfile.get(RELEASE);
    if (!phase) return { ok: true, output: '' };
    const { name, code, signal, stdout, stderr } = await this.#runOn(release, phase.command, {});
    const output = stdout + stderr;
    if (code === 0) return { ok: true, output };
    // It was ended with the deploy, which says nothing of the release.
    if (this.#stopped) return { ok: false, output };
    const why = `${name} ${signal === null ? `exited with code ${code}` : `was ended by ${signal}`}`;
    this.#ledger.refuse(release, why);
    this.#around.emit({ event: 'release-refused', deploy: this.name, number: release.number, why });
    this.#around.logs.write('platform', `${prefixOf(this.name)}release v${release.number} refused: ${why}`);
    this.#around.emit({
      event: 'problem',
      problem: {
        code: 'release-refused',
        title: `Release v${release.number} was refused`,
        cause: `${why}. ${lastWords(stderr.split('\n'))}`.trim(),
        mend: 'What ran before still runs. Mend what the release phase does, and release again.',
        where: { file: 'Procfile', line: phase.line, column: null },
        process: name,
      },
    });
    return { ok: false, output };
  }

  #runOn(release: Release, command: string, extra: Record<string, string>): Promise<OneOffResult> {
    const name = this.#full(`run.${++this.#oneOffs}`);
    return runOnce(name, command, release, extra, this.#around, (run) => {
      this.#running.add(run);
      if (this.#stopped) run.signal('SIGKILL');
      void run.finished.then(() => this.#running.delete(run));
    });
  }

  #releaseOf(number: number): Release {
    const release = this.#ledger.releases.find((candidate) => candidate.number === number);
    if (release) return release;
    throw new ProblemError({
      code: 'bad-command',
      title: `There is no release v${number}`,
      cause: `The ledger has v1 to v${this.#ledger.releases.length}.`,
      mend: 'Use one of those.',
    });
  }

  /** A process's name in events and logs; one that has the deploy's name already is taken as it is. */
  #full(name: string): string {
    const prefix = prefixOf(this.name);
    return name.startsWith(prefix) ? name : `${prefix}${name}`;
  }
}

/** Installs what is to be there for everybody on each machine of a deploy; null for nothing. */
async function prepareGlobals(
  names: readonly string[],
  registry: string | null,
  directory: string,
  logs: LogStream,
): Promise<string | null> {
  if (names.length === 0) return null;
  if (registry === null) throw new Error(`${names.join(', ')} cannot be installed: there is no registry`);
  const prefix = join(directory, 'globals');
  const temporary = join(directory, 'npm');
  mkdirSync(temporary);
  await installGlobally(names, prefix, { registry, temporary, print: (line) => logs.write('build', line) });
  return prefix;
}

async function createService(
  { name, kind, config, fixed = null, proxied = false, packages = null }: ServiceWanted,
  directory: string,
  programs: ServicePrograms,
  around: Omit<Surroundings, 'globals' | 'identity'>,
): Promise<Service> {
  const engine = engines[kind];
  const what = { name, kind, engine, fixed, proxied, packages };
  return Service.create({ ...around, ...what, attachedAs: config, programs, directory });
}
