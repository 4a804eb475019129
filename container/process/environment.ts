/** `process.env`: values are text, whatever is assigned. */

import { library } from './library.ts';
import { PlainProxy } from './proxies.ts';

const invalidDescriptor = (reason: string): Error =>
  Object.assign(new TypeError(`'process.env' ${reason}`), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });

let warned = false;

/** With `--pending-deprecation` Node warns once of a value that it has to make into text. */
function warnOfConversion(value: unknown): void {
  if (warned || ['string', 'number', 'boolean'].includes(typeof value)) return;
  const { getOptionValue } = library.require('internal/options') as { getOptionValue(name: string): unknown };
  if (!getOptionValue('--pending-deprecation')) return;
  warned = true;
  (library.process['emitWarning'] as (...args: string[]) => void)(
    'Assigning any value other than a string, number, or boolean to a process.env property is deprecated. ' +
      'Please make sure to convert the value to a string before setting process.env with it.',
    'DeprecationWarning',
    'DEP0104',
  );
}

function assign(object: Record<string, string>, key: string, value: unknown): void {
  warnOfConversion(value);
  const text = `${value as string}`; // Unlike String() it refuses a symbol.
  if (key !== '') object[key] = text; // A variable without a name cannot be set.
}

/** What is behind `process.env`, for threads that share it. */
interface Environment {
  variables: Record<string, string>;
  handler: ProxyHandler<Record<string, string>>;
}

let own: Environment = { variables: {}, handler: {} };

/** That of the environment that was made last. */
export const ownEnvironment = (): Environment => own;

/** Makes the object that a process finds as `process.env`. */
export function environment(values: Record<string, string>): Record<string, string> {
  const target = Object.assign(Object.create(Object.prototype) as Record<string, string>, values);
  const handler: ProxyHandler<Record<string, string>> = {
    set(object, key, value: unknown) {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      assign(object, key, value);
      return true;
    },
    defineProperty(object, key, descriptor) {
      const { configurable, writable, enumerable } = descriptor;
      if ('get' in descriptor || 'set' in descriptor) {
        throw invalidDescriptor('does not accept an accessor(getter/setter) descriptor');
      }
      if (!('value' in descriptor && configurable && writable && enumerable)) {
        throw invalidDescriptor('only accepts a configurable, writable, and enumerable data descriptor');
      }
      assign(object, String(key), descriptor.value);
      return true;
    },
  };
  own = { variables: target, handler };
  return new PlainProxy(target, handler);
}
