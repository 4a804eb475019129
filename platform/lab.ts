import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Slug } from './build.ts';
import { Browser } from './browser.ts';
import { listFiles, walk, type Codebase } from './codebase.ts';
import type { Deploy, Plan } from './deploy.ts';
import { prefixOf } from './formation.ts';
import type { Lab, LabAnswer, LabBrowser, LabBuild, LabDeploy, LabLogLine, LabMachine, LabService } from './lab-api.ts';
import { sendLoad } from './load.ts';
import type { Machine } from './machine.ts';
import type { Platform } from './platform.ts';
import type { Controls } from './services/engine.ts';
import type { Service } from './services/service.ts';

const UNTIL_LIMIT = 10_000;
const LOOK_AGAIN = 5;

export interface LabOptions {
  deploy: Deploy;
  /** The version that is deployed, and what with. */
  app: Codebase;
  plan: Plan;
  /** The router's. */
  port: number;
  tell: (step: string) => void;
}

/** The instruments over one deploy and what stands around it. `close` the result when the experiment is over. */
export function createLab(platform: Platform, { deploy, app, plan, port, tell }: LabOptions): Lab & { close(): void } {
  const random = platform.random.fork('lab');
  const slugs = new Map<string, Slug>();
  const instruments = new Instruments(platform, slugs);

  const build: Lab['build'] = async (directory) => {
    const codebase = directory === undefined ? app : { directory, base: null, installed: app.installed };
    const slug = await platform.build(codebase);
    slugs.set(slug.id, slug);
    return { id: slug.id, files: slug.files };
  };
  const checkout: Lab['checkout'] = () => {
    const directory = platform.newDirectory();
    for (const { path, source } of listFiles(app)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      copyFileSync(source, join(directory, path));
    }
    return directory;
  };

  return {
    ...instruments.of(deploy, port, instruments.drain(deploy.name)),
    seed: platform.random.seed,
    random: { integer: (from, to) => random.integer(from, to), pick: (items) => random.pick(items) },
    step: tell,
    directory: () => platform.newDirectory(),
    checkout,
    build,
    async deploy(name, options = {}) {
      const {
        build: given,
        config = {},
        services = [],
        formation = plan.formation,
        port: first = null,
        globals = [],
      } = options;
      const { id } = given ?? (await build());
      const log = instruments.drain(name);
      const beside = await platform.deployBeside(name, slugs.get(id)!, {
        formation,
        config,
        port: first,
        services,
        globals,
        limits: plan.limits ?? {},
      });
      return instruments.of(beside.deploy, beside.port, log);
    },
    until,
    close: () => instruments.close(),
  };
}

/** Makes the instruments of deploys, and ends what they opened. */
class Instruments {
  readonly #platform: Platform;
  readonly #slugs: ReadonlyMap<string, Slug>;
  readonly #endings: (() => void)[] = [];

  constructor(platform: Platform, slugs: ReadonlyMap<string, Slug>) {
    this.#platform = platform;
    this.#slugs = slugs;
  }

  of(deploy: Deploy, port: number, log: readonly LabLogLine[]): LabDeploy {
    const platform = this.#platform;
    const before = platform.records.at(-1)?.number ?? 0;
    /** @param type only these count; null: all */
    const allUp = (type: string | null = null) => {
      const down = deploy.processes.filter((state) => state.phase !== 'up' && (type ?? state.type) === state.type);
      if (down.length > 0) throw new Error(down.map(({ name, phase }) => `${name} is ${phase}, not up`).join(', '));
    };
    return {
      browser: () => {
        const browser = new Browser(port);
        this.#endings.push(() => browser.close());
        return labBrowser(platform, browser);
      },
      async scale(type, count) {
        await deploy.scale(type, count);
        // Another type may be on its way up or down at the same time.
        allUp(type);
      },
      async restart(name) {
        await deploy.restart(name ?? null);
        allUp();
      },
      signal: (name, signal) => deploy.signal(name, signal),
      async kill(name) {
        const pid = deploy.processes.find((state) => state.name === name)?.pid;
        deploy.signal(name, 'SIGKILL');
        await until(`${name} is up again after SIGKILL`, () =>
          deploy.processes.some((state) => state.name === name && state.phase === 'up' && state.pid !== pid),
        );
      },
      config: (set, unset = []) => deploy.configure(set, unset),
      release: (build) => deploy.release(this.#slugOf(build)),
      rollback: (number) => deploy.rollback(number),
      renewTokens: () => deploy.renewTokens(),
      releases: () =>
        deploy.releases.map((release) => ({
          number: release.number,
          slug: release.slug.id,
          config: release.config,
          reason: release.reason,
          refused: deploy.refusal(release),
        })),
      run: (command, env) => deploy.run(command, env),
      types: () => deploy.types,
      processes: () => deploy.processes,
      machine: (name) => labMachine(deploy.machine(name)),
      service: (name) => labService(deploy.service(name)),
      addService: async (wanted) => labService(await deploy.addService(wanted)),
      attach: (services) => deploy.attach(services),
      detach: (variable) => deploy.detach(variable),
      records: () => platform.records.filter((record) => record.number > before && record.deploy === deploy.name),
      log: () => [...log],
    };
  }

  close(): void {
    for (const end of this.#endings) end();
  }

  /** Gathers what a drain gets of a deploy from now on. */
  drain(name: string): LabLogLine[] {
    const lines: LabLogLine[] = [];
    const prefix = prefixOf(name);
    const leave = this.#platform.logs.drain(({ source, stream, line }) => {
      const its = prefix === '' ? !source.includes('/') : source.startsWith(prefix);
      if (its) lines.push({ source: source.slice(prefix.length), stream, line });
    });
    this.#endings.push(leave);
    return lines;
  }

  #slugOf({ id }: LabBuild): Slug {
    const slug = this.#slugs.get(id);
    if (!slug) throw new Error(`there is no build ${id}: release what build() returned`);
    return slug;
  }
}

const until: Lab['until'] = async (what, holds, limit = UNTIL_LIMIT) => {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
};

function labBrowser(platform: Platform, browser: Browser): LabBrowser {
  return {
    async send(method, path, body): Promise<LabAnswer> {
      const { status, headers, body: text, number } = await browser.send({ method, path, body });
      if (number === null) throw new Error(`${method} ${path} was not answered by the router`);
      const { process, milliseconds, reason } = await platform.record(number);
      return { status, headers, body: text, process, milliseconds, reason };
    },
    load: (next, { count, connections }) => sendLoad(browser, { next, count, connections }),
  };
}

function labMachine({ name, address, directory }: Machine): LabMachine {
  return {
    name,
    address,
    files: () => [...walk(directory)].sort(),
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    write(path, text) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    },
  };
}

function labService(service: Service): LabService {
  const { name } = service.state;
  const able = <K extends keyof Controls>(what: K): NonNullable<Controls[K]> => {
    const control = service.controls[what];
    if (control) return control;
    throw new Error(`${name} is of the kind ${service.state.kind}, which has no ${what}()`);
  };
  return {
    url: service.url,
    async entries() {
      const entries = await service.entries();
      if (entries === null) throw new Error(`${name} does not answer`);
      return entries;
    },
    calls: async () => able('calls')(),
    stop: () => service.stop(),
    start: () => service.start(),
    wipe: () => service.wipe(),
    keys: async (prefix) => able('keys')(prefix),
    list: async (key) => able('list')(key),
    query: async (sql) => able('query')(sql),
    statements: async () => able('statements')(),
    dump: async () => able('dump')(),
    restore: async (dump) => able('restore')(dump),
    requests: async () => able('requests')(),
    messages: async () => able('messages')(),
    publish: async (files) => able('publish')(files),
    connections: () => service.network.connections,
    slow: (milliseconds) => service.network.slow(milliseconds),
    cut: () => service.network.cut(),
    mend: () => service.network.mend(),
  };
}
