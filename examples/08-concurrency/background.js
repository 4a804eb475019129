const REPORTS = 3;

/**
 * Reports are asked for, then all workers are stopped, and reports are asked for again.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const store = lab.service('kv.1');
  const made = async () => (await store.keys('report:')).length;
  const first = lab.random.integer(1000, 9000);
  const browser = lab.browser();
  /** @param {number} from */
  const ask = async (from) => {
    for (let i = 0; i < REPORTS; i++) await browser.send('POST', `/reports?id=${first + from + i}`);
  };

  lab.step(`${REPORTS} reports, with one worker`);
  await lab.scale('worker', 1);
  await ask(0);
  await lab.until('the reports are made', async () => (await made()) === REPORTS);
  const restarts = () => lab.processes().find(({ type }) => type === 'worker')?.restarts ?? 0;
  const told = () =>
    lab.log().filter(({ source, line }) => source.startsWith('worker.') && line.endsWith('made')).length;
  await lab.until('the worker tells of them, or was started twice more', () => told() === REPORTS || restarts() >= 2);
  const [started, lines] = [restarts(), told()];

  lab.step(`worker is scaled to 0; ${REPORTS} more reports`);
  await lab.scale('worker', 0);
  await ask(REPORTS);
  const began = performance.now();
  const over = async () => (await made()) === 2 * REPORTS || performance.now() - began > 1500;
  await lab.until('they are made, or are not', over);
  return [
    { measure: 'made-after', value: (await made()) - REPORTS, of: REPORTS },
    { measure: 'restarts', value: started },
    { measure: 'lines', value: lines, of: REPORTS },
  ];
}
