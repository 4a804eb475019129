import { readFileSync, writeFileSync } from 'node:fs';

const environment = readFileSync('environment', 'utf8').trim();
const all = JSON.parse(readFileSync('environments.json', 'utf8'));
const { api } = all[environment];
writeFileSync('page.html', `<script>const api = '${api}';</script>\n`);
