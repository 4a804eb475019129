/** Where StackBlitz serves WebContainer from. */
export const WEBCONTAINER_ORIGIN = 'https://stackblitz.com';

/** How a site has WebContainer: not at all, for readers who choose it, or for all who do not choose the other. */
const USES = ['off', 'offered', 'default'] as const;

/** How WebContainer's frame is to be isolated, as its client calls it. */
const COEP_MODES = ['require-corp', 'credentialless', 'none'] as const;

/** What the host of the site decides about WebContainer, at build. */
export interface HostSettings {
  use: (typeof USES)[number];
  /** StackBlitz's key for the site; no secret, as every reader's browser sends it. Null for none. */
  apiKey: string | null;
  coep: (typeof COEP_MODES)[number];
}

/**
 * Reads the host's decisions from the environment of a build.
 * @throws Error that names the variable, its value and what it may be
 */
export function readHostSettings(environment: Record<string, string | undefined>): HostSettings {
  const use = oneOf(USES, 'WEBCONTAINER', environment['WEBCONTAINER'], 'offered');
  const coep = oneOf(COEP_MODES, 'WEBCONTAINER_COEP', environment['WEBCONTAINER_COEP'], 'require-corp');
  const apiKey = environment['WEBCONTAINER_API_KEY'] || null;
  if (apiKey !== null && !/^[\w.-]+$/.test(apiKey)) {
    throw new Error(
      `WEBCONTAINER_API_KEY is "${apiKey}": a key has letters, digits, "_", "-" and "." only. ` +
        'Copy it anew from your StackBlitz account, or leave the variable out.',
    );
  }
  if (apiKey !== null && use === 'off') {
    throw new Error('WEBCONTAINER_API_KEY is set, but WEBCONTAINER is "off": leave one of the two out.');
  }
  return { use, apiKey, coep };
}

/** The decisions that this site was built with. */
export function hostSettings(): HostSettings {
  return import.meta.env.WEBCONTAINER_SETTINGS;
}

function oneOf<T extends string>(values: readonly T[], name: string, given: string | undefined, byDefault: T): T {
  if (given === undefined || given === '') return byDefault;
  const value = values.find((each) => each === given);
  if (value === undefined) throw new Error(`${name} is "${given}": it can be ${values.join(', ')}.`);
  return value;
}
