import { labProblem, ProblemError } from '../problem.ts';
import { within } from '../time.ts';
import type { Container, Runtime } from './container.ts';

/** Milliseconds that a container may take to boot. */
const BOOT_LIMIT = 30_000;

/** Somebody who runs things in the container, and leaves it when asked. */
export interface Tenant {
  /** Stops whatever the tenant runs; settles when it has stopped. */
  vacate(): Promise<void>;
}

/**
 * The one container of a page. The labs of a page take turns in it: there can be only one WebContainer, and two
 * formations at once would also cost a phone twice the memory.
 */
export class SharedContainer {
  readonly #runtime: () => Omit<Runtime, 'place'>;
  #container: Promise<Container> | null = null;
  #tenant: Tenant | null = null;

  /** @param runtime tells where the next container boots */
  constructor(runtime: () => Omit<Runtime, 'place'>) {
    this.#runtime = runtime;
  }

  /** Whether the platform is to find out what the container can do. */
  get probe(): boolean {
    return this.#runtime().probe;
  }

  /**
   * Looks whether a container can boot here.
   * @throws ProblemError with what it lacks
   */
  check(): void {
    this.#runtime().check();
  }

  /**
   * Boots the container, or hands out the one that runs, after the tenant before has left.
   * @throws ProblemError when it does not boot, or not in time; the next call tries afresh
   */
  async take(tenant: Tenant): Promise<Container> {
    if (this.#tenant !== null && this.#tenant !== tenant) await this.#tenant.vacate();
    this.#tenant = tenant;
    return this.#booted();
  }

  /** Boots ahead of the first run. A failure is told by that run, which tries afresh. */
  prepare(): void {
    try {
      this.check();
    } catch {
      return;
    }
    this.#booted().catch(() => undefined);
  }

  /** Has whoever is in the container leave, and throws it away: the next one may be of another runtime. */
  async leave(): Promise<void> {
    const tenant = this.#tenant;
    await tenant?.vacate();
    if (this.#tenant !== tenant) return this.leave();
    if (this.#container !== null) tearDown(this.#container);
    this.#container = null;
  }

  #booted(): Promise<Container> {
    if (this.#container !== null) return this.#container;
    const booting = this.#runtime().boot();
    const limited = within(BOOT_LIMIT, booting, () => new ProblemError(tooSlow));
    this.#container = limited;
    limited.catch(() => {
      if (this.#container === limited) this.#container = null;
      tearDown(booting);
    });
    return limited;
  }

  /** Throws the container away, whatever state it is in, if `tenant` is in it; the next one gets a fresh one. */
  discard(tenant: Tenant): void {
    if (this.#tenant !== tenant) return;
    if (this.#container !== null) tearDown(this.#container);
    this.#container = null;
  }
}

/** Tears a container down as soon as it is there; one that never came up has nothing to tear down. */
function tearDown(container: Promise<Container>): void {
  container.then(
    (booted) => booted.teardown(),
    () => undefined,
  );
}

const tooSlow = labProblem(
  'no-container',
  'The container did not start in time',
  `It gave no sign of life for ${BOOT_LIMIT / 1000} seconds.`,
  'Run again. If that does not help, reload the page; other tabs may be taking all the memory.',
);
