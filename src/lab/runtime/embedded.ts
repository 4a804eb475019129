import { address } from '../../site.ts';
import { labProblem, ProblemError } from '../problem.ts';
import type { Container, Runtime } from './container.ts';
import { refuseWithoutIsolation } from './isolation.ts';

/** The container that the site serves itself. */
export const embedded: Runtime = {
  place: 'in this page',
  probe: false,
  check: refuseWithoutIsolation,
  boot: bootEmbedded,
};

async function bootEmbedded(): Promise<Container> {
  try {
    const { boot } = await import('@lab/container');
    return await boot({ baseUrl: address('container/') });
  } catch (error) {
    throw new ProblemError(
      labProblem(
        'no-container',
        'The container did not start',
        error instanceof Error ? error.message : String(error),
        'Reload the page and run again. Without a network it works only once it is kept: see Offline, at the foot of the page.',
      ),
    );
  }
}
