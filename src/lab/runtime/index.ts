import type { Container } from './container.ts';
import { bootEmbedded } from './embedded.ts';
import { SharedContainer } from './shared.ts';

/** Where the code of a lab can run. */
export type RuntimeName = 'embedded';

const runtimes: Record<RuntimeName, () => Promise<Container>> = { embedded: bootEmbedded };

/** The runtime that labs use. */
export const runtimeName: RuntimeName = 'embedded';

/** Where that is, as the reader would say it after the name of a program. */
export const runtimePlace = { embedded: 'in this page' }[runtimeName];

/** The page's container; it boots when the first lab takes it. */
export const sharedContainer = new SharedContainer(runtimes[runtimeName]);
