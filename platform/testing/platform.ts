import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import type { Plan } from '../deploy.ts';
import { Platform, type PlatformOptions } from '../platform.ts';
import type { PlatformEvent } from '../protocol.ts';
import { temporaryDirectory, writeApp } from './app.ts';

type EventOf<E extends PlatformEvent['event']> = Extract<PlatformEvent, { event: E }>;

/** The platform's programs as sources. */
export const programs = {
  keyValue: fileURLToPath(new URL('../services/kv/main.ts', import.meta.url)),
  postgres: fileURLToPath(new URL('../dist/postgres/postgres.cjs', import.meta.url)),
  mail: fileURLToPath(new URL('../services/mail/main.ts', import.meta.url)),
  registry: fileURLToPath(new URL('../services/registry/main.ts', import.meta.url)),
  api: fileURLToPath(new URL('../services/api/main.ts', import.meta.url)),
  guard: fileURLToPath(new URL('../guard-program.ts', import.meta.url)),
  signalsPreload: fileURLToPath(new URL('../signals-preload.ts', import.meta.url)),
};

const LIMIT = 15_000;

/** A platform under test: what it told, and waiting for what it will tell. */
export class TestPlatform {
  readonly platform: Platform;
  readonly told: PlatformEvent[] = [];
  readonly #directory: string;

  constructor(test: TestContext, options: Partial<PlatformOptions> = {}) {
    this.#directory = temporaryDirectory(test);
    this.platform = new Platform({ seed: 'test', programs, ...options });
    this.platform.events.listen((event) => this.told.push(event));
    test.after(() => this.platform.close());
  }

  /** Builds and deploys an app. */
  async deploy(files: Record<string, string>, plan: Partial<Plan> = {}) {
    writeApp(this.#directory, files);
    const app = { directory: this.#directory, base: null, installed: [] };
    return this.platform.deploy(app, { formation: { web: 1 }, config: {}, port: null, services: [], ...plan });
  }

  /** The first event of a kind that fits, told already or within the time limit. */
  async event<E extends PlatformEvent['event']>(
    kind: E,
    fits: (event: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    const is = (event: PlatformEvent): event is EventOf<E> => event.event === kind && fits(event as EventOf<E>);
    const found = this.told.find(is);
    if (found) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        leave();
        reject(
          new Error(`no such ${kind} event within ${LIMIT / 1000} s; told: ${JSON.stringify(this.told.slice(-8))}`),
        );
      }, LIMIT);
      const leave = this.platform.events.listen((event) => {
        if (!is(event)) return;
        clearTimeout(timer);
        leave();
        resolve(event);
      });
    });
  }
}
