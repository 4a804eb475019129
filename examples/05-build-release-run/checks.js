import { apiOf, comesBack, rightPrices } from './shop.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function pricesAreRight(lab) {
  const right = await rightPrices(lab, 0, 4);
  return { value: `${right} of 4 prices`, holds: right === 4 };
}

/** @type {Check} */
async function startsCutOff(lab) {
  const back = await comesBack(lab);
  const right = await rightPrices(lab, 0, 4);
  return { value: `${back ? 'up' : 'down'}, ${right} of 4 prices`, holds: back && right === 4 };
}

/** @type {Check} */
async function oneBuildTwoUrls(lab) {
  const url = `https://api-${lab.random.integer(1000, 9999)}.example`;
  const fair = await lab.deploy('fair', { config: { ...lab.releases()[0]?.config, API_URL: url } });
  const [here, there] = [await apiOf(lab), await apiOf(fair)];
  const right = [here === 'https://api.shop.example', there === url].filter(Boolean).length;
  return { value: `${right} of 2 pages`, holds: right === 2 };
}

export default {
  'prices-are-right': pricesAreRight,
  'starts-cut-off': startsCutOff,
  'one-build-two-urls': oneBuildTwoUrls,
};
