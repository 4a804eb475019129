import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser } from './browser.ts';
import { listFiles } from './codebase.ts';
import type { Deploy } from './deploy.ts';
import type { Lab, LabAnswer, LabBrowser, LabMachine, LabService } from './lab-api.ts';
import { sendLoad } from './load.ts';
import type { LogLine } from './logs.ts';
import type { Machine } from './machine.ts';
import type { Platform } from './platform.ts';
import type { Controls } from './services/engine.ts';

const UNTIL_LIMIT = 10_000;
const LOOK_AGAIN = 5;

/** The instruments over one deploy. `close` the result when the experiment is over. */
export function createLab(
  platform: Platform,
  deploy: Deploy,
  port: number,
  tell: (step: string) => void,
): Lab & { close(): void } {
  const random = platform.random.fork('lab');
  const browsers: Browser[] = [];
  const lines: LogLine[] = [];
  const leave = platform.logs.drain((line) => lines.push(line));
  const before = platform.records.at(-1)?.number ?? 0;

  const until: Lab['until'] = async (what, holds, limit = UNTIL_LIMIT) => {
    const end = Date.now() + limit;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
  };
  const allUp = () => {
    const down = deploy.processes.filter(({ phase }) => phase !== 'up');
    if (down.length > 0) throw new Error(down.map(({ name, phase }) => `${name} is ${phase}, not up`).join(', '));
  };

  return {
    seed: platform.random.seed,
    random: { integer: (from, to) => random.integer(from, to), pick: (items) => random.pick(items) },
    step: tell,
    browser() {
      const browser = new Browser(port);
      browsers.push(browser);
      return labBrowser(platform, browser);
    },
    async scale(type, count) {
      await deploy.scale(type, count);
      allUp();
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
    async config(set, unset = []) {
      await deploy.configure(set, unset);
      allUp();
    },
    processes: () => deploy.processes,
    service: (name) => labService(deploy, name),
    machine: (name) => labMachine(deploy.machine(name)),
    log: () => [...lines],
    records: () => platform.records.filter(({ number }) => number > before),
    until,
    close() {
      leave();
      for (const browser of browsers) browser.close();
    },
  };
}

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
    files: () => listFiles({ directory, base: null }).map(({ path }) => path),
    read: (path) => readFileSync(join(directory, path), 'utf8'),
  };
}

function labService(deploy: Deploy, name: string): LabService {
  const service = deploy.service(name);
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
    query: async (sql) => able('query')(sql),
    statements: async () => able('statements')(),
    dump: async () => able('dump')(),
    restore: async (dump) => able('restore')(dump),
    messages: async () => able('messages')(),
    publish: async (files) => able('publish')(files),
    slow: (milliseconds) => service.network.slow(milliseconds),
    cut: () => service.network.cut(),
    mend: () => service.network.mend(),
  };
}
