/**
 * Staging writes production.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the build that production runs is deployed again, as staging, with a store of its own');
  const staging = await lab.deploy('staging', {
    config: { ...production(lab), SHOP_NAME: 'Petty Cash (staging)', CURRENCY: 'TST' },
    services: [{ name: 'kv.2', kind: 'key-value', config: 'STORE_URL' }],
  });

  lab.step('a tester places three orders at staging');
  const tester = staging.browser();
  let accepted = 0;
  for (let i = 0; i < 3; i++) if ((await tester.send('POST', '/orders')).status === 201) accepted += 1;
  const { body } = await tester.send('GET', '/');

  return [
    { measure: 'accepted', value: accepted, of: 3 },
    { measure: 'in-production', value: await lab.service('kv.1').entries(), of: 3 },
    { measure: 'in-staging', value: await staging.service('kv.2').entries(), of: 3 },
    { measure: 'names-itself', value: Number(body.includes('(staging)')) },
  ];
}

/**
 * The config of the running production, without what names its own services.
 *
 * @param {import('../../platform/lab-api.ts').Lab} lab
 */
function production(lab) {
  const config = Object.entries(lab.releases().at(-1)?.config ?? {});
  return Object.fromEntries(config.filter(([name]) => name !== 'STORE_URL'));
}
