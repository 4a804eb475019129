import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Addresses } from './addresses.ts';
import { build, type Slug } from './build.ts';
import type { Codebase } from './codebase.ts';
import { Deploy, type Plan } from './deploy.ts';
import type { ServicePrograms } from './services/engine.ts';
import { Events, ProblemError } from './events.ts';
import { PRODUCTION } from './formation.ts';
import { Guard } from './guard.ts';
import { LogStream } from './logs.ts';
import { DEFAULT_LIMITS, type Limits } from './managed-process.ts';
import { linkNpm } from './npm.ts';
import { Ports } from './ports.ts';
import { PROTOCOL_VERSION, type RouterRecord } from './protocol.ts';
import { Random } from './random.ts';
import { Router } from './router.ts';
import type { SignalWay } from './signals.ts';

/** Files of the programs that the platform starts beside itself. */
export interface Programs extends ServicePrograms {
  guard: string;
  signalsPreload: string;
}

export interface PlatformOptions {
  seed: string;
  programs: Programs;
  limits?: Partial<Limits>;
}

/** Records of the router that are kept to be looked up. */
const RECORDS_KEPT = 20_000;

/** A deploy with the way in to it. */
interface Running {
  deploy: Deploy;
  router: Router;
  port: number;
}

/** The platform: one log stream, one deploy that is in the foreground, and others beside it, each with its router. */
export class Platform {
  readonly events = new Events();
  readonly logs = new LogStream();
  readonly random: Random;
  /** The router's records, oldest first. */
  readonly records: RouterRecord[] = [];
  readonly #options: PlatformOptions;
  readonly #directory: string;
  readonly #tools: string;
  readonly #guard: Guard;
  readonly #ports: Ports;
  readonly #addresses: Addresses;
  readonly #router: Router;
  readonly #beside = new Map<string, Running>();
  readonly #awaited = new Map<number, (record: RouterRecord) => void>();
  readonly #ready: Promise<{ port: number; signals: SignalWay }>;
  #deploy: Deploy | null = null;
  #deploys = 0;
  #requests = 0;
  #directories = 0;
  #closed = false;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.random = new Random(options.seed);
    this.#ports = new Ports(this.random.fork('ports'));
    this.#addresses = new Addresses(this.random.fork('addresses'));
    this.#directory = realpathSync(mkdtempSync(join(tmpdir(), 'twelve-factor-')));
    this.#tools = join(this.#directory, 'tools');
    linkNpm(this.#tools);
    this.#guard = new Guard(options.programs.guard, this.#directory);
    this.#router = this.#newRouter(PRODUCTION, () => this.#deploy);
    this.logs.drain((line) => this.events.emit({ event: 'log', ...line }));
    this.#ready = this.#open();
  }

  /** The router's port, once it listens. */
  async port(): Promise<number> {
    return (await this.#ready).port;
  }

  /**
   * What is deployed, from before its processes start.
   * @throws ProblemError `bad-command` when nothing is
   */
  get current(): Deploy {
    if (this.#deploy) return this.#deploy;
    throw new ProblemError({
      code: 'bad-command',
      title: 'Nothing is deployed',
      cause: 'The platform is still building, or stops.',
      mend: 'Wait for the first release.',
    });
  }

  /**
   * Builds an app; see {@link build} for the errors.
   * @param registry the URL of the registry to install from; by default that of what is deployed, if it has one
   */
  async build(codebase: Codebase, registry: string | null = this.#deploy?.registry ?? null): Promise<Slug> {
    const print = (line: string) => this.logs.write('build', line);
    const slug = await build(codebase, join(this.#directory, 'builds'), { registry, tools: this.#tools, print });
    this.events.emit({ event: 'build', slug: slug.id, files: slug.count, bytes: slug.bytes });
    this.logs.write('platform', `build ${slug.id}: ${slug.count} files, ${Math.ceil(slug.bytes / 1024)} KB`);
    return slug;
  }

  /**
   * Builds an app and deploys it in place of what is deployed; settles when each process is up or has failed to come
   * up. See {@link build} for the errors.
   * @throws ProblemError `bad-command` when the platform is closed, as {@link deployBeside} does
   */
  async deploy(app: Codebase, plan: Plan): Promise<Deploy> {
    await this.undeploy();
    const deploy = await this.#newDeploy(PRODUCTION, plan, null, (registry) => this.build(app, registry));
    this.#deploy = deploy;
    await deploy.start();
    return deploy;
  }

  /**
   * Deploys a build beside what is deployed already, under a name of its own and with a router of its own. A deploy of
   * this name that there was is ended before.
   */
  async deployBeside(name: string, slug: Slug, plan: Plan): Promise<{ deploy: Deploy; port: number }> {
    const before = this.#beside.get(name);
    if (before) await this.#end(name, before);
    const registry = this.#deploy?.registry ?? null;
    const deploy = await this.#newDeploy(name, plan, registry, () => Promise.resolve(slug));
    const router = this.#newRouter(name, () => deploy);
    const port = await router.listen(await this.#ports.take());
    this.#beside.set(name, { deploy, router, port });
    await deploy.start();
    return { deploy, port };
  }

  /** Stops all that is deployed and takes it off the table. */
  async undeploy(): Promise<void> {
    await Promise.all([...this.#beside].map(([name, running]) => this.#end(name, running)));
    await this.#deploy?.stop();
    this.#deploy?.clear();
    this.#deploy = null;
  }

  /** A new empty directory, which goes with the platform. */
  newDirectory(): string {
    const directory = join(this.#directory, `directory-${++this.#directories}`);
    mkdirSync(directory);
    return directory;
  }

  /** What the router recorded for a request, once its last byte is out. */
  record(number: number): Promise<RouterRecord> {
    const found = this.records.findLast((record) => record.number === number);
    return found ? Promise.resolve(found) : new Promise((resolve) => this.#awaited.set(number, resolve));
  }

  /** Stops everything and removes all files. Nothing of it runs any more when this settles. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#ready;
    await this.undeploy();
    await this.#router.close();
    await this.#guard.close();
    await this.#ports.close();
  }

  #newRouter(name: string, deploy: () => Deploy | null): Router {
    return new Router({
      deploy: name,
      nextNumber: () => ++this.#requests,
      backends: () => deploy()?.routable ?? [],
      onRecord: (record) => this.#record(record, deploy()),
    });
  }

  async #newDeploy(
    name: string,
    plan: Plan,
    registry: string | null,
    make: (registry: string | null) => Promise<Slug>,
  ): Promise<Deploy> {
    this.#refuseWhenClosed();
    const directory = join(this.#directory, `deploy-${++this.#deploys}`);
    mkdirSync(directory);
    const { programs, limits } = this.#options;
    const deploy = await Deploy.create(make, plan, directory, programs, registry, {
      deploy: name,
      emit: this.events.emit,
      logs: this.logs,
      ports: this.#ports,
      addresses: this.#addresses,
      firstPort: plan.port,
      random: this.random.fork(`deploy-${this.#deploys}`),
      guard: this.#guard,
      signals: this.#ready.then(({ signals }) => signals),
      preload: programs.signalsPreload,
      tools: this.#tools,
      limits: { ...DEFAULT_LIMITS, ...limits, ...plan.limits },
    });
    if (this.#closed) await deploy.stop();
    this.#refuseWhenClosed();
    return deploy;
  }

  /** An experiment or a check that was cut off goes on for a while, and must not start anything any more. */
  #refuseWhenClosed(): void {
    if (!this.#closed) return;
    throw new ProblemError({
      code: 'bad-command',
      title: 'Nothing is deployed any more',
      cause: 'The platform has been stopped.',
      mend: 'Start it again.',
    });
  }

  async #end(name: string, { deploy, router }: Running): Promise<void> {
    this.#beside.delete(name);
    await deploy.stop();
    deploy.clear();
    await router.close();
  }

  async #open(): Promise<{ port: number; signals: SignalWay }> {
    const [port, native] = await Promise.all([
      this.#ports.take().then((free) => this.#router.listen(free)),
      this.#guard.probeSignals(),
    ]);
    const signals = native ? 'native' : 'ipc';
    const { version: node, pid } = process;
    this.events.emit({ event: 'hello', protocol: PROTOCOL_VERSION, node, pid, signals, port });
    return { port, signals };
  }

  #record(record: RouterRecord, deploy: Deploy | null): void {
    this.records.push(record);
    if (this.records.length > RECORDS_KEPT) this.records.shift();
    this.#awaited.get(record.number)?.(record);
    this.#awaited.delete(record.number);
    const { number, method, path, status, process: by, milliseconds, reason } = record;
    this.events.emit({ event: 'request', request: record });
    this.logs.write('router', `${method} ${path} ${by ?? reason ?? '-'} ${status} ${milliseconds} ms #${number}`);
    deploy?.servicesMayHaveChanged();
  }
}
