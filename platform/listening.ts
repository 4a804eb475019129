import { connect } from 'node:net';

const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 100;

/** Whether something accepts a TCP connection on this port of 127.0.0.1 now. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * Waits until something accepts a TCP connection on a port.
 * @param limit milliseconds
 * @param given says whether to give up early, because the process is gone
 * @returns true when it listens, false after the limit or when given up
 */
export async function waitForListening(port: number, limit: number, given: () => boolean): Promise<boolean> {
  const end = Date.now() + limit;
  for (let pause = FIRST_PAUSE; Date.now() < end && !given(); pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    if (await accepts(port)) return !given();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}
