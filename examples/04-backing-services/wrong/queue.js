import { createClient } from '@redis/client';

const url = process.env.QUEUE_URL;

/** @param {string} item */
export async function pack(item) {
  // A connection for each job: none breaks while it is idle.
  const queue = createClient({ url, socket: { reconnectStrategy: false } });
  queue.on('error', (error) => console.error(error.message));
  await queue.connect();
  await queue.lPush('to-pack', item);
  await queue.close();
}
