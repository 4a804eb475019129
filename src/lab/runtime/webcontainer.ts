import type { WebContainer } from '@webcontainer/api';
import { labProblem, ProblemError } from '../problem.ts';
import type { LabProblem } from '../problem.ts';
import { within } from '../time.ts';
import type { Container, Runtime } from './container.ts';
import { WEBCONTAINER_ORIGIN } from './host-settings.ts';
import type { HostSettings } from './host-settings.ts';
import { refuseWithoutIsolation } from './isolation.ts';

/** Milliseconds that the client gets to boot: without its host it waits for ever. */
const BOOT_LIMIT = 10_000;

/** What is used of StackBlitz's client. */
export interface Client {
  WebContainer: Pick<typeof WebContainer, 'boot'>;
  configureAPIKey(key: string): void;
}

/**
 * StackBlitz's WebContainer. Its client makes one frame in the life of a page and boots in it one container at a time;
 * a boot that gets no answer can be neither ended nor tried again, so that here it is only waited for.
 */
export class WebContainerRuntime implements Runtime {
  readonly place = 'on WebContainer';
  readonly probe = true;
  readonly #load: () => Promise<Client>;
  readonly #settings: HostSettings;
  /** The client's boot that is under way or has come to a container. */
  #booting: Promise<WebContainer> | null = null;
  /** Why nobody waits for that boot any more, while it has not settled. */
  #givenUp: LabProblem | null = null;
  /** Who was given the container last: nobody else may tear it down. */
  #holder: Container | null = null;
  #configured = false;

  /** @param load loads the client, which asks nobody for anything before it boots */
  constructor(load: () => Promise<Client>, settings: HostSettings) {
    this.#load = load;
    this.#settings = settings;
  }

  check(): void {
    // Without isolation it works where StackBlitz's origin trial does: its own business, in that mode.
    if (this.#settings.coep !== 'none') refuseWithoutIsolation();
    // What has booted runs without a network too.
    if (this.#booting === null && navigator.onLine === false) throw new ProblemError(offline);
  }

  /** @throws ProblemError typed by what went wrong, after ten seconds at the latest */
  async boot(): Promise<Container> {
    if (this.#givenUp !== null) throw new ProblemError(this.#givenUp);
    const booting = (this.#booting ??= this.#start());
    const container: Container = {
      mount: async (tree) => told('WebContainer did not take the files', (await booting).mount(tree)),
      spawn: async (command, args, options) =>
        told(`WebContainer did not start "${command}"`, (await booting).spawn(command, args, options)),
      on: (event, listener) => {
        let leave = () => {};
        void booting.then((client) => (leave = client.on(event, listener)));
        return () => leave();
      },
      teardown: () => this.#tearDown(container),
    };
    this.#holder = container;
    const violation = watchPolicy();
    try {
      const late = () => new ProblemError(unreachable);
      await within(BOOT_LIMIT, Promise.race([booting, violation.blocked]), late);
      return container;
    } catch (error) {
      if (error instanceof ProblemError) {
        this.#givenUp = error.problem;
        throw error;
      }
      throw new ProblemError(clientProblem('WebContainer did not start', error));
    } finally {
      violation.leave();
    }
  }

  #start(): Promise<WebContainer> {
    const booting = this.#bootClient();
    const settled = (came: boolean) => {
      this.#givenUp = null;
      if (!came) this.#booting = null;
    };
    booting.then(
      () => settled(true),
      () => settled(false),
    );
    return booting;
  }

  async #bootClient(): Promise<WebContainer> {
    const { WebContainer, configureAPIKey } = await this.#load();
    const { apiKey, coep } = this.#settings;
    if (apiKey !== null && !this.#configured) configureAPIKey(apiKey);
    this.#configured = true;
    return WebContainer.boot({ coep, workdirName: 'lab' });
  }

  #tearDown(container: Container): void {
    // A later boot was given the same one, as the client cannot boot two.
    if (this.#holder !== container || this.#booting === null) return;
    const booting = this.#booting;
    this.#booting = null;
    booting.then(
      (client) => client.teardown(),
      () => undefined,
    );
  }
}

/** Settles as the client's work does; an error of it becomes a problem under this title. */
async function told<T>(title: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new ProblemError(clientProblem(title, error));
  }
}

/** Notices when the page's policy forbids the client's frame: the browser tells nobody else. */
function watchPolicy(): { blocked: Promise<never>; leave: () => void } {
  let hear: (event: SecurityPolicyViolationEvent) => void = () => {};
  const blocked = new Promise<never>((_, reject) => {
    hear = ({ effectiveDirective, blockedURI }) => {
      if (effectiveDirective === 'frame-src') reject(new ProblemError(forbidden(blockedURI)));
    };
  });
  blocked.catch(() => undefined);
  document.addEventListener('securitypolicyviolation', hear);
  return { blocked, leave: () => document.removeEventListener('securitypolicyviolation', hear) };
}

function clientProblem(title: string, error: unknown): LabProblem {
  const cause = error instanceof Error ? error.message : String(error);
  if (/single WebContainer instance/i.test(cause)) return secondInstance(cause);
  if (/memory|allocat/i.test(cause)) return outOfMemory(cause);
  return labProblem('container-failed', title, cause, 'Use the embedded container, or reload the page and run again.');
}

const offline = labProblem(
  'offline',
  'WebContainer needs a network',
  `This browser is offline, and WebContainer comes from ${WEBCONTAINER_ORIGIN}.`,
  'Connect and run again, or use the embedded container: it is part of this site.',
);

const unreachable = labProblem(
  'host-unreachable',
  'WebContainer did not answer',
  `Nothing came from ${WEBCONTAINER_ORIGIN} within ${BOOT_LIMIT / 1000} seconds: it cannot be reached from here, or an ` +
    'extension, a firewall or blocked cookies keep its frame from working.',
  'Use the embedded container, or allow that address and reload the page: a page can call WebContainer only once.',
);

function forbidden(address: string): LabProblem {
  return labProblem(
    'host-unreachable',
    'This page may not show WebContainer’s frame',
    `The content security policy of the page forbids frames from ${address}.`,
    `Use the embedded container. Whoever hosts the site must allow that address as frame-src; then reload the page.`,
  );
}

function outOfMemory(cause: string): LabProblem {
  return labProblem(
    'out-of-memory',
    'There was not enough memory for WebContainer',
    cause,
    'Close other tabs, above all those with a WebContainer of their own, and run again; or use the embedded container.',
  );
}

function secondInstance(cause: string): LabProblem {
  return labProblem(
    'second-instance',
    'There is another WebContainer in this page',
    cause,
    'Reload the page, or use the embedded container.',
  );
}
