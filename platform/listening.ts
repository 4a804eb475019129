import { connect } from 'node:net';

const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 100;
/** What listens is found after a sixth more than the time it took, at most. */
const GROWTH = 1.2;

/** Whether something accepts a TCP connection on this port of an address now. */
export function accepts(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * Waits until something accepts a TCP connection on a port of one of the addresses.
 * @param limit milliseconds
 * @param given says whether to give up early, because the process is gone
 * @returns true when it listens, false after the limit or when given up
 */
export async function waitForListening(
  port: number,
  hosts: readonly string[],
  limit: number,
  given: () => boolean,
): Promise<boolean> {
  const end = Date.now() + limit;
  for (let pause = FIRST_PAUSE; Date.now() < end && !given(); pause = Math.min(pause * GROWTH, LONGEST_PAUSE)) {
    for (const host of hosts) if (await accepts(port, host)) return !given();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}
