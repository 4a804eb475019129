import type { HostSettings } from './host-settings.ts';

/** Where the code of a lab can run. */
export type RuntimeName = 'embedded' | 'webcontainer';

/** Tells a page's labs that its runtime is another one now. */
export const RUNTIME_CHANGED = 'lab-runtime';

const KEY = 'lab:runtime';

/** The runtime that the labs of a page use: what the reader chose, or else what the host of the site set. */
export class RuntimeChoice {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  readonly #settings: HostSettings;
  #current: RuntimeName;

  /** @param storage where the choice is remembered; null where the browser has none */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | null, settings: HostSettings) {
    this.#storage = storage;
    this.#settings = settings;
    this.#current = settings.use === 'off' ? 'embedded' : (this.#remembered() ?? byHost(settings));
  }

  get current(): RuntimeName {
    return this.#current;
  }

  /** Takes the reader's choice and remembers it, if the browser does. */
  choose(name: RuntimeName): void {
    if (this.#settings.use === 'off') return;
    this.#current = name;
    try {
      this.#storage?.setItem(KEY, name);
    } catch {
      // The storage is full or off: the choice holds for this page.
    }
  }

  /** What was chosen on an earlier visit; null for nothing, or for a text that is no runtime's name. */
  #remembered(): RuntimeName | null {
    try {
      const text = this.#storage?.getItem(KEY);
      return text === 'embedded' || text === 'webcontainer' ? text : null;
    } catch {
      return null;
    }
  }
}

/** The runtime of a reader who has not chosen. */
export function byHost({ use }: HostSettings): RuntimeName {
  return use === 'default' ? 'webcontainer' : 'embedded';
}

/** The browser's own storage; null where a policy forbids to touch it. */
export function ownStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
