import type { Asked, Browser } from './browser.ts';

/** What became of one request of a load. */
export interface LoadOutcome {
  /** 0 when there was no answer: the connection was broken off. */
  status: number;
  /** The router's number for the request; null when it never got there. */
  number: number | null;
  /** As the client saw it. */
  milliseconds: number;
  /** Why there was no answer, else null: `ECONNRESET`. */
  error: string | null;
}

export interface Load {
  /** The next request, by its number from 0. */
  next: (index: number) => Asked;
  count: number;
  /** How many are under way at once; the browser holds that many keep-alive connections. */
  connections: number;
  /** Called after each answer; a connection that the router broke off counts as status 0. */
  onAnswer?: (sent: number, statuses: Record<string, number>) => void;
  /** Asked before each request: whether to leave it at that. */
  cancelled?: () => boolean;
}

/** Sends many requests over a few connections. Returns what became of each, in the order of asking. */
export async function sendLoad(
  browser: Browser,
  { next, count, connections, onAnswer, cancelled }: Load,
): Promise<LoadOutcome[]> {
  const outcomes: LoadOutcome[] = [];
  const tally: Record<string, number> = {};
  let asked = 0;
  let answered = 0;
  const work = async () => {
    while (asked < count && !cancelled?.()) {
      const index = asked++;
      const began = performance.now();
      const outcome = await browser.send(next(index)).then(
        ({ status, number, milliseconds }): LoadOutcome => ({ status, number, milliseconds, error: null }),
        (error: NodeJS.ErrnoException): LoadOutcome => ({
          status: 0,
          number: null,
          milliseconds: performance.now() - began,
          error: error.code ?? error.message,
        }),
      );
      const { status } = outcome;
      outcomes[index] = outcome;
      tally[status] = (tally[status] ?? 0) + 1;
      onAnswer?.(++answered, tally);
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, count) }, work));
  return outcomes;
}
