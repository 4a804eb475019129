// Prints how many times the work of one process two of them do in the same time. Argument: milliseconds.
const { execFile } = require('node:child_process');
const path = require('node:path');
const { promisify } = require('node:util');

const milliseconds = Number(process.argv[2]);
/** Until then all of them have started and warmed up, in milliseconds. */
const AHEAD = 1500;

async function work(processes) {
  const from = Date.now() + AHEAD;
  const busy = () =>
    promisify(execFile)('node', [path.join(__dirname, 'busy.cjs'), String(from), String(milliseconds)]);
  const told = await Promise.all(Array.from({ length: processes }, busy));
  return told.reduce((sum, { stdout }) => sum + Number(stdout), 0);
}

(async () => {
  const alone = await work(1);
  console.log(JSON.stringify([(await work(2)) / alone]));
})();
