import { countItems, logIn, putItem } from './shop.js';

/** @import { Check, LabBrowser, Lab } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function worksAlone(lab) {
  const visitor = await logIn(lab);
  for (let i = 0; i < 5; i++) await putItem(lab, visitor);
  return items(await countItems(visitor), 5);
}

/** @type {Check} */
async function sessionSurvivesScale(lab) {
  const visitor = await logIn(lab);
  await lab.scale('web', 2);
  return refused(lab, visitor, 20);
}

/** @type {Check} */
async function sessionSurvivesRestart(lab) {
  const visitor = await logIn(lab);
  await lab.restart();
  return refused(lab, visitor, 6);
}

/** @type {Check} */
async function cartSurvivesScale(lab) {
  await lab.scale('web', 2);
  const visitor = await logIn(lab);
  for (let i = 0; i < 20; i++) await putItem(lab, visitor);
  return items(await countItems(visitor), 20);
}

/** @type {Check} */
async function cartSurvivesKill(lab) {
  await lab.scale('web', 2);
  const visitor = await logIn(lab);
  const victim = lab.random.pick(lab.processes()).name;
  const moment = lab.random.integer(5, 15);
  for (let i = 0; i < 20; i++) {
    if (i === moment) await lab.kill(victim);
    await putItem(lab, visitor);
  }
  return items(await countItems(visitor), 20);
}

/** @type {Check} */
async function answersWhileOneIsDown(lab) {
  await lab.scale('web', 2);
  const visitor = await logIn(lab);
  const victim = lab.random.pick(lab.processes()).name;
  const before = lab.records().length;
  lab.signal(victim, 'SIGKILL');
  for (let i = 0; i < 20; i++) await visitor.send('GET', '/cart');
  const failed = lab
    .records()
    .slice(before)
    .filter(({ status }) => status >= 500).length;
  return { value: `${failed} of 20 answered 5xx`, holds: failed <= 1 };
}

export default {
  'works-alone': worksAlone,
  'session-survives-scale': sessionSurvivesScale,
  'session-survives-restart': sessionSurvivesRestart,
  'cart-survives-scale': cartSurvivesScale,
  'cart-survives-kill': cartSurvivesKill,
  'answers-while-one-is-down': answersWhileOneIsDown,
};

/**
 * Sends requests with a login and counts those that are refused, by the router's records.
 *
 * @param {Lab} lab
 * @param {LabBrowser} visitor
 * @param {number} count
 */
async function refused(lab, visitor, count) {
  const before = lab.records().length;
  for (let i = 0; i < count; i++) await visitor.send('GET', '/cart');
  const refusals = lab
    .records()
    .slice(before)
    .filter(({ status }) => status === 401).length;
  return { value: `${refusals} of ${count} answered 401`, holds: refusals === 0 };
}

/**
 * @param {number} seen
 * @param {number} all
 */
function items(seen, all) {
  return { value: `${seen} of ${all} items`, holds: seen === all };
}
