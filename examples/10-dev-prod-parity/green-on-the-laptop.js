import { development, faults, hostileBids, threeBids } from './auction.js';

/**
 * The same requests to a developer's deploy and to production.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the same build, as a developer runs it');
  const [here, there] = [(await development(lab)).browser(), lab.browser()];
  const hostile = hostileBids(lab);

  lab.step('three bids that do not fit, here and there');
  const faultsHere = await faults(here, hostile);
  const faultsThere = await faults(there, hostile);

  lab.step('Bob bids 40, Ann 60, Zoe has not decided: who leads, and where is bob?');
  await threeBids(here);
  await threeBids(there);
  const differ = [];
  for (const question of ['/highest', '/find?name=bob']) {
    const [a, b] = [await here.send('GET', question), await there.send('GET', question)];
    differ.push(Number(a.body !== b.body));
  }

  return [
    { measure: 'here', value: faultsHere, of: hostile.length },
    { measure: 'there', value: faultsThere, of: hostile.length },
    { measure: 'differ', value: differ.reduce((sum, one) => sum + one, 0), of: differ.length, strip: differ },
  ];
}
