// Prints the microseconds that one readFileSync of 1 KB takes. Arguments: "utf8" or "bytes"; reads.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [kind, reads] = process.argv.slice(2);
const encoding = kind === 'utf8' ? 'utf8' : undefined;
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-')), 'file.txt');
fs.writeFileSync(file, 'x'.repeat(1024));

let length = 0;
for (let read = 0; read < 200; read++) length += fs.readFileSync(file, encoding).length;
const from = performance.now();
for (let read = 0; read < Number(reads); read++) length += fs.readFileSync(file, encoding).length;
const microseconds = ((performance.now() - from) * 1000) / Number(reads);
if (length !== (Number(reads) + 200) * 1024) throw new Error(`read ${length} bytes`);
fs.rmSync(path.dirname(file), { recursive: true });
console.log(JSON.stringify([microseconds]));
