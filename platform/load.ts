import type { Asked, Browser } from './browser.ts';

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

/** Sends many requests over a few connections. Returns the statuses in the order in which they were asked for. */
export async function sendLoad(
  browser: Browser,
  { next, count, connections, onAnswer, cancelled }: Load,
): Promise<number[]> {
  const statuses: number[] = [];
  const tally: Record<string, number> = {};
  let asked = 0;
  let answered = 0;
  const work = async () => {
    while (asked < count && !cancelled?.()) {
      const index = asked++;
      const status = await browser.send(next(index)).then(
        (answer) => answer.status,
        () => 0,
      );
      statuses[index] = status;
      tally[status] = (tally[status] ?? 0) + 1;
      onAnswer?.(++answered, tally);
    }
  };
  await Promise.all(Array.from({ length: Math.min(connections, count) }, work));
  return statuses;
}
