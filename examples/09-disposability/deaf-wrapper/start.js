import { spawn } from 'node:child_process';

console.log('starting the shop');

const service = spawn('node', ['web.js'], { stdio: 'inherit' });
service.on('exit', (code) => process.exit(code ?? 1));
