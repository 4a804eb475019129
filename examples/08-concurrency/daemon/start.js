import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

// A process of its own, away from whoever started this one.
const worker = spawn('node', ['worker.js'], {
  detached: true,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
writeFileSync('worker.pid', String(worker.pid));

// It works in the background. Here is nothing left to do.
worker.once('message', () => process.exit(0));
