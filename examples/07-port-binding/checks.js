import { addressOf, askOnMachine, askRouter, upAfter } from './prices.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function answers(lab) {
  return right(await askOnMachine(lab, 'web.1', 5), 5);
}

/** @type {Check} */
async function answersAlone(lab) {
  const up = await upAfter(lab, () => lab.config({}, ['WEBHOST']));
  return right(up === 1 ? await askOnMachine(lab, 'web.1', 5) : 0, 5);
}

/** @type {Check} */
async function takesAnyPort(lab) {
  const count = lab.random.integer(2, 4);
  const up = await upAfter(lab, () => lab.scale('web', count));
  return { value: `${up} of ${count} up`, holds: up === count };
}

/** @type {Check} */
async function isReached(lab) {
  addressOf(lab);
  return right(await askRouter(lab, 10), 10);
}

export default {
  answers,
  'answers-alone': answersAlone,
  'takes-any-port': takesAnyPort,
  'is-reached': isReached,
};

/**
 * @param {number} seen
 * @param {number} all
 */
function right(seen, all) {
  return { value: `${seen} of ${all} right prices`, holds: seen === all };
}
