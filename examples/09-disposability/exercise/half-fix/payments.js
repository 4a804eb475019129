import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The payment provider's client: it charges once for each key.
 *
 * @param {{ set(key: string, value: string): Promise<unknown> }} store
 * @param {string} order
 * @param {string} key
 */
export async function charge(store, order, key) {
  await sleep(200);
  await store.set(`charge:${order}:${key}`, '12.00');
  await sleep(200);
}
