/** @import { LabBrowser } from '../../platform/lab-api.ts' */

/**
 * Photos are uploaded, looked at, and looked at again after a deploy.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const ids = Array.from({ length: 10 }, () => lab.random.integer(10_000, 99_999));
  const browser = lab.browser();
  lab.step('ten photos are uploaded');
  let taken = 0;
  for (const id of ids) if ((await browser.send('POST', `/?id=${id}`, `photo ${id}`)).status === 201) taken += 1;

  lab.step('each is looked at twice');
  const strip = await look(browser, [...ids.flatMap((id) => [id, id])]);
  lab.step('both processes are replaced; each is looked at once');
  await lab.restart();
  const after = await look(browser, ids);
  return [
    { measure: 'uploaded', value: taken, of: ids.length },
    { measure: 'seen', value: found(strip), of: strip.length, strip },
    { measure: 'seen-after', value: found(after), of: after.length },
  ];
}

/**
 * @param {LabBrowser} browser
 * @param {number[]} ids
 */
async function look(browser, ids) {
  const statuses = [];
  for (const id of ids) statuses.push((await browser.send('GET', `/?id=${id}`)).status);
  return statuses;
}

/** @param {number[]} statuses */
function found(statuses) {
  return statuses.filter((status) => status === 200).length;
}
