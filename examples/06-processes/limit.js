/**
 * Somebody guesses passwords at a login that allows ten tries.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const user = `ada${lab.random.integer(100, 999)}`;
  lab.step('45 tries for one user, at three processes');
  const browser = lab.browser();
  const strip = [];
  for (let i = 0; i < 45; i++) strip.push((await browser.send('POST', `/login?user=${user}`)).status);
  return [
    { measure: 'let-in', value: strip.filter((status) => status === 403).length, of: strip.length, strip },
    { measure: 'stopped', value: strip.filter((status) => status === 429).length, of: strip.length },
  ];
}
