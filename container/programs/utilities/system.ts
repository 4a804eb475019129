/** Programs that tell about the machine: printenv, hostname, uname, nproc. */

import { availableParallelism, hostname as nameOfHost, machine, release, type, version } from 'node:os';
import { Failure, numberOf, readOptions, write } from './common.ts';

export function printenv(words: string[]): number {
  const { values, operands } = readOptions(words, { null: { type: 'boolean', short: '0' } }, 2);
  const end = values.null ? '\0' : '\n';
  if (operands.length === 0) {
    for (const [name, value] of Object.entries(process.env)) write(`${name}=${value}${end}`);
    return 0;
  }
  const found = operands.map((name) => process.env[name]).filter((value) => value !== undefined);
  for (const value of found) write(`${value}${end}`);
  return found.length === operands.length ? 0 : 1;
}

/** `hostname [-s | -f]` */
export function hostname(words: string[]): number {
  const { values, operands } = readOptions(words, {
    short: { type: 'boolean', short: 's' },
    fqdn: { type: 'boolean', short: 'f' },
  });
  if (operands.length > 0) throw new Failure('the name of this machine cannot be changed');
  const name = nameOfHost();
  write(`${values.short ? name.split('.', 1)[0] : name}\n`);
  return 0;
}

export function uname(words: string[]): number {
  const { values, operands } = readOptions(words, {
    all: { type: 'boolean', short: 'a' },
    'kernel-name': { type: 'boolean', short: 's' },
    nodename: { type: 'boolean', short: 'n' },
    'kernel-release': { type: 'boolean', short: 'r' },
    'kernel-version': { type: 'boolean', short: 'v' },
    machine: { type: 'boolean', short: 'm' },
    'operating-system': { type: 'boolean', short: 'o' },
  });
  if (operands.length > 0) throw new Failure(`extra operand '${operands[0]}'`);
  const parts: [wanted: boolean | undefined, text: string][] = [
    [values['kernel-name'] ?? Object.keys(values).length === 0, type()],
    [values.nodename, nameOfHost()],
    [values['kernel-release'], release()],
    [values['kernel-version'], version()],
    [values.machine, machine()],
    [values['operating-system'], 'GNU/Linux'],
  ];
  const shown = parts.filter(([wanted]) => wanted || values.all).map(([, text]) => text);
  write(`${shown.join(' ')}\n`);
  return 0;
}

export function nproc(words: string[]): number {
  const { values, operands } = readOptions(words, { all: { type: 'boolean' }, ignore: { type: 'string' } });
  if (operands.length > 0) throw new Failure(`extra operand '${operands[0]}'`);
  const ignored = values.ignore === undefined ? 0 : numberOf(values.ignore, 'number');
  write(`${Math.max(1, availableParallelism() - ignored)}\n`);
  return 0;
}
