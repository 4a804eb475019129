// Starts HTTP servers that nobody asks, and says so when all listen. Ends with its stdin. Argument: how many.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');

const servers = Array.from({ length: Number(process.argv[2]) }, () =>
  spawn('node', [path.join(__dirname, 'server.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] }),
);
Promise.all(servers.map(({ stdout }) => once(stdout, 'data'))).then(() => {
  console.log(JSON.stringify(servers.map(({ pid }) => pid)));
});
process.stdin.resume().on('end', () => servers.forEach((server) => server.kill('SIGKILL')));
