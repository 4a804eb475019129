import { createClient } from '@redis/client';

const { hostname: host, port } = new URL(process.env.QUEUE_URL ?? '');

/** @param {string} item */
export async function pack(item) {
  // A connection for each job: none breaks while it is idle.
  const queue = createClient({
    socket: { host, port: Number(port), reconnectStrategy: false },
    password: 'drawer',
  });
  queue.on('error', (error) => console.error(error.message));
  await queue.connect();
  await queue.lPush('to-pack', item);
  await queue.close();
}
