// Prints the milliseconds from spawning the server to its first whole answer.
// Arguments: runs; milliseconds to let things settle between two runs (a pool of warm workers refills then).
const { spawn } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');

const [runs, pause] = process.argv.slice(2).map(Number);

function once() {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const server = spawn('node', [path.join(__dirname, 'server.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    server.on('error', reject);
    server.stdout.once('data', (port) => {
      http
        .get({ host: '127.0.0.1', port: Number(port), agent: false }, (response) => {
          response.resume();
          response.on('end', () => {
            const milliseconds = performance.now() - from;
            server.on('exit', () => resolve(milliseconds));
            server.kill('SIGKILL');
          });
        })
        .on('error', reject);
    });
  });
}

(async () => {
  const measured = [];
  for (let run = 0; run < runs; run++) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    measured.push(await once());
  }
  console.log(JSON.stringify(measured));
})();
