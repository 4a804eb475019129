import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiOf } from './shop.js';

const STAGING_API = 'https://api.staging.shop.example';

/**
 * A build is tried at staging, found good, and released to production.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the commit is built for staging, deployed there and tried');
  const directory = lab.checkout();
  const environment = join(directory, 'environment');
  if (existsSync(environment)) writeFileSync(environment, 'staging\n');
  const tried = await lab.build(directory);
  const staging = await lab.deploy('staging', { build: tried, config: { API_URL: STAGING_API } });
  const atStaging = await apiOf(staging);

  lab.step('the build that was tried is released to production');
  const own = lab.releases()[0]?.slug;
  await lab.release(tried);
  const promoted = await apiOf(lab);

  return [
    { measure: 'staging', value: Number(atStaging === STAGING_API) },
    { measure: 'builds', value: new Set([own, tried.id]).size, of: 2 },
    { measure: 'to-staging', value: Number(promoted === STAGING_API) },
  ];
}
