import { spawnSync } from 'node:child_process';

// Installed when the process starts: always the newest.
const npm = ['install', '--no-save', '--fetch-retries=0'];
const from = ['--registry', process.env.REGISTRY_URL ?? ''];
const { status } = spawnSync('npm', [...npm, ...from, 'catalogue'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);

await import('./web.js');
