// Prints what package.json and package-lock.json of the working directory say of dependencies, as JSON.
import { readFileSync } from 'node:fs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { dependencies } = read('package.json');
const packages = Object.entries(read('package-lock.json').packages).map(([path, { version, integrity }]) => {
  return [path, version, integrity];
});
console.log(JSON.stringify({ dependencies, packages }));
