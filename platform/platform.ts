import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Addresses } from './addresses.ts';
import { build, type Slug } from './build.ts';
import type { Codebase } from './codebase.ts';
import { Deploy, type Plan } from './deploy.ts';
import type { ServicePrograms } from './services/engine.ts';
import { Events, ProblemError } from './events.ts';
import { Guard } from './guard.ts';
import { LogStream } from './logs.ts';
import { DEFAULT_LIMITS, type Limits } from './managed-process.ts';
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

/** The platform: one router and one log stream, and one deploy at a time. */
export class Platform {
  readonly events = new Events();
  readonly logs = new LogStream();
  readonly random: Random;
  /** The router's records, oldest first. */
  readonly records: RouterRecord[] = [];
  readonly #options: PlatformOptions;
  readonly #directory: string;
  readonly #guard: Guard;
  readonly #ports: Ports;
  readonly #addresses: Addresses;
  readonly #router: Router;
  readonly #awaited = new Map<number, (record: RouterRecord) => void>();
  readonly #ready: Promise<{ port: number; signals: SignalWay }>;
  #deploy: Deploy | null = null;
  #deploys = 0;
  #closed = false;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.random = new Random(options.seed);
    this.#ports = new Ports(this.random.fork('ports'));
    this.#addresses = new Addresses(this.random.fork('addresses'));
    this.#directory = realpathSync(mkdtempSync(join(tmpdir(), 'twelve-factor-')));
    this.#guard = new Guard(options.programs.guard, this.#directory);
    this.#router = new Router({
      backends: () => this.#deploy?.routable ?? [],
      onRecord: (record) => this.#record(record),
    });
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

  /** Builds an app; see {@link build} for the errors. */
  build(codebase: Codebase): Slug {
    const slug = build(codebase, join(this.#directory, 'slugs'));
    this.events.emit({ event: 'build', slug: slug.id, files: slug.count, bytes: slug.bytes });
    this.logs.write('platform', `build ${slug.id}: ${slug.count} files, ${Math.ceil(slug.bytes / 1024)} KB`);
    return slug;
  }

  /** Deploys a build in place of what is deployed; settles when each process is up or has failed to come up. */
  async deploy(slug: Slug, plan: Plan): Promise<Deploy> {
    await this.undeploy();
    const directory = join(this.#directory, `deploy-${++this.#deploys}`);
    mkdirSync(directory);
    const { programs } = this.#options;
    const deploy = await Deploy.create(slug, plan, directory, programs, {
      emit: this.events.emit,
      logs: this.logs,
      ports: this.#ports,
      addresses: this.#addresses,
      firstPort: plan.port,
      random: this.random.fork(`deploy-${this.#deploys}`),
      guard: this.#guard,
      signals: this.#ready.then(({ signals }) => signals),
      preload: programs.signalsPreload,
      limits: { ...DEFAULT_LIMITS, ...this.#options.limits },
    });
    if (this.#closed) return deploy;
    this.#deploy = deploy;
    await deploy.start();
    return deploy;
  }

  /** Stops what is deployed and takes it off the table. */
  async undeploy(): Promise<void> {
    await this.#deploy?.stop();
    this.#deploy?.clear();
    this.#deploy = null;
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
    await this.#deploy?.stop();
    await this.#router.close();
    await this.#guard.close();
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

  #record(record: RouterRecord): void {
    this.records.push(record);
    if (this.records.length > RECORDS_KEPT) this.records.shift();
    this.#awaited.get(record.number)?.(record);
    this.#awaited.delete(record.number);
    const { number, method, path, status, process: by, milliseconds, reason } = record;
    this.events.emit({ event: 'request', request: record });
    this.logs.write('router', `${method} ${path} ${by ?? reason ?? '-'} ${status} ${milliseconds} ms #${number}`);
    this.#deploy?.servicesMayHaveChanged();
  }
}
