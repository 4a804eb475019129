const REPORTS = 3;
/** What a worker that puts itself into the background writes its number to. */
const PID_FILE = 'app/worker.pid';

/**
 * Reports are asked for; what makes them is killed, and they are asked for again; then all workers are stopped, and they
 * are asked for once more.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const store = lab.service('kv.1');
  const made = async () => (await store.keys('report:')).length;
  const first = lab.random.integer(1000, 9000);
  const browser = lab.browser();
  let asked = 0;
  const ask = async () => {
    for (let i = 0; i < REPORTS; i++) await browser.send('POST', `/reports?id=${first + asked++}`);
  };
  const worker = () => lab.processes().find(({ type }) => type === 'worker');
  /** @param {number} limit in milliseconds: if nobody makes them by then, nobody does */
  const madeWithin = async (limit) => {
    const end = performance.now() + limit;
    await lab.until(
      'they are made, or are not',
      async () => (await made()) === asked || performance.now() > end,
      60_000,
    );
    return (await made()) - (asked - REPORTS);
  };
  const told = () =>
    lab.log().filter(({ source, line }) => source.startsWith('worker.') && line.endsWith('made')).length;

  lab.step(`${REPORTS} reports, with one worker`);
  await lab.scale('worker', 1);
  await ask();
  await lab.until('the reports are made', async () => (await made()) === asked, 30_000);
  const machine = lab.machine('worker.1');
  const hidden = machine.files().includes(PID_FILE) ? Number(machine.read(PID_FILE)) : null;
  // A line may be on its way, but not of a process that writes to nowhere.
  await lab.until('the worker tells of them', () => hidden !== null || told() === asked);
  const lines = told();

  lab.step(`what made them is killed, and web too; when web is up again, ${REPORTS} more reports`);
  const pid = hidden ?? worker()?.pid;
  if (!pid) throw new Error('there is no worker to kill');
  process.kill(pid, 'SIGKILL');
  // By then the platform has done all that it does when a process ends.
  await lab.kill('web.1');
  const restarts = worker()?.restarts ?? 0;
  const shown = lab.processes().filter(({ type, phase }) => type === 'worker' && phase === 'up').length;
  await ask();
  // One that was started again may take its time on a busy computer.
  const madeKilled = await madeWithin(restarts > 0 ? 30_000 : 1000);

  lab.step(`worker is started anew; then it is scaled to 0; ${REPORTS} more reports`);
  await lab.scale('worker', 0);
  await lab.scale('worker', 1);
  await lab.until('what waited is made', async () => (await made()) === asked, 30_000);
  await lab.scale('worker', 0);
  await ask();
  const madeAfter = await madeWithin(hidden === null ? 1500 : 15_000);
  return [
    { measure: 'made-after', value: madeAfter, of: REPORTS },
    { measure: 'restarts', value: restarts },
    { measure: 'made-killed', value: madeKilled, of: REPORTS },
    { measure: 'shown', value: shown, of: 1 },
    { measure: 'lines', value: lines, of: REPORTS },
  ];
}
