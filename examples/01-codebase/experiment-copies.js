import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, init, rootOf } from './repository.js';
import { assemble } from './team.js';

const VAT = 19;

/**
 * Three folders.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the team has one deploy, and opens two more');
  const { team, ways } = await assemble(lab);
  /** @type {{ codebase: string, on: import('../../platform/lab-api.ts').LabDeploy }[]} */
  const deploys = [{ codebase: team.codebase, on: lab }];
  for (const name of lab.random.pick([
    ['vienna', 'graz'],
    ['porto', 'braga'],
    ['lyon', 'lille'],
  ])) {
    const codebase = ways.codebaseFor(team);
    if (codebase !== team.codebase) {
      await init(codebase);
      await commit(codebase, `The code of ${name}`);
    }
    deploys.push({ codebase, on: await lab.deploy(name, { build: await lab.build(codebase) }) });
  }

  lab.step('one of them has the wrong tax: its code is corrected, committed, and everything is deployed again');
  const { codebase } = lab.random.pick(deploys);
  writeFileSync(join(codebase, 'rates.json'), `{ "vat": ${VAT} }\n`);
  await commit(codebase, 'Correct the tax');
  for (const deploy of deploys) await deploy.on.release(await lab.build(deploy.codebase));

  lab.step('each deploy is asked for a quote');
  let correct = 0;
  for (const { on } of deploys) {
    const net = 100 * lab.random.integer(1, 99);
    const { body } = await on.browser().send('GET', `/?net=${net}`);
    if (Number(body) === (net * (100 + VAT)) / 100) correct += 1;
  }
  const builds = deploys.map(({ on }) => on.releases().at(-1)?.slug);
  const roots = await Promise.all(deploys.map((deploy) => rootOf(deploy.codebase)));

  return [
    { measure: 'correct', value: correct, of: deploys.length },
    { measure: 'roots', value: new Set(roots).size },
    { measure: 'builds', value: new Set(builds).size },
  ];
}
