// Prints requests per second over keep-alive connections. Arguments: connections; requests.
const { spawn } = require('node:child_process');
const http = require('node:http');
const path = require('node:path');

const [connections, requests] = process.argv.slice(2).map(Number);
const WARM_UP = 300;

const server = spawn('node', [path.join(__dirname, 'server.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
server.stdout.once('data', async (data) => {
  const port = Number(data);
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const one = () =>
    new Promise((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port, agent }, (response) => {
          response.resume();
          response.on('end', resolve);
        })
        .on('error', reject);
    });
  const send = async (count) => {
    let left = count;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (left-- > 0) await one();
      }),
    );
  };
  await send(WARM_UP);
  const from = performance.now();
  await send(requests);
  console.log(JSON.stringify([(requests / (performance.now() - from)) * 1000]));
  agent.destroy();
  server.kill('SIGKILL');
});
