import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

// A process of its own, away from whoever started this one.
const worker = spawn('node', ['worker.js'], {
  detached: true,
  stdio: 'ignore',
});
writeFileSync('worker.pid', String(worker.pid));

// Something has to run here, or the platform starts it again.
setInterval(() => {}, 60_000);
