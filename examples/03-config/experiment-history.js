import { join } from 'node:path';
import { commit, commits, edit, init, textsAt } from './repository.js';

const KEY = /pk_live_[0-9a-f]{16}/g;

/**
 * Delete the key.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const key = newKey(lab);

  lab.step('the shop gets its payment key, where it keeps its settings, and is committed and deployed');
  const app = lab.checkout();
  const settings = join(app, 'settings.js');
  await init(app);
  const inCode = edit(settings, KEY, key);
  await commit(app, 'Take payments');
  await lab.release(await lab.build(app));
  await lab.config({ PAYMENT_KEY: key });

  lab.step('somebody sees that the key does not belong into the code, deletes it and commits');
  if (inCode) edit(settings, /'pk_live_[0-9a-f]{16}'/, 'process.env.PAYMENT_KEY');
  else edit(join(app, 'Procfile'), /$/, '# The key is in the config.\n');
  await commit(app, 'Keep the payment key out of the code');
  await lab.release(await lab.build(app));

  lab.step('a stranger clones the repository, looks for keys in it and tries each');
  const [head = '', ...older] = await commits(app);
  const inHead = keysIn(await textsAt(app, head));
  const inHistory = new Set();
  let leaking = 0;
  for (const id of [head, ...older]) {
    const found = keysIn(await textsAt(app, id));
    if (found.size > 0) leaking += 1;
    for (const each of found) inHistory.add(each);
  }
  const refunds = await tryAll(lab, inHistory);

  lab.step('the key is rotated');
  await lab.config({ PAYMENT_KEY: newKey(lab) });
  const afterwards = await tryAll(lab, inHistory);

  return [
    { measure: 'in-head', value: inHead.size },
    { measure: 'leaking-commits', value: leaking, of: older.length + 1 },
    { measure: 'refunds', value: refunds },
    { measure: 'after-rotation', value: afterwards },
  ];
}

/** @param {import('../../platform/lab-api.ts').Lab} lab */
function newKey(lab) {
  const digits = Array.from({ length: 16 }, () => lab.random.integer(0, 15).toString(16));
  return `pk_live_${digits.join('')}`;
}

/** @param {string[]} texts */
function keysIn(texts) {
  return new Set(texts.flatMap((text) => text.match(KEY) ?? []));
}

/**
 * How many of the keys the shop takes for its own.
 *
 * @param {import('../../platform/lab-api.ts').Lab} lab
 * @param {Set<string>} keys
 */
async function tryAll(lab, keys) {
  const stranger = lab.browser();
  let accepted = 0;
  for (const key of keys) if ((await stranger.send('POST', '/refunds', key)).status === 200) accepted += 1;
  return accepted;
}
