// DOMException: Node's own, with a name and a cause by options, and over structuredClone.
import { inspect } from 'node:util';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const cause = new RangeError('the reason');
const made = new DOMException('it failed', { name: 'OperationError', cause });
console.log(made.name, made.message, made.code, made.cause === cause, `${made}`);
console.log(made instanceof DOMException, made instanceof Error, Object.prototype.toString.call(made));
console.log(
  new DOMException().name,
  new DOMException('m', 'AbortError').code,
  DOMException.ABORT_ERR,
  Object.keys(made),
);
console.log('cause' in new DOMException('m', { name: 'x' }), Object.getOwnPropertyDescriptor(made, 'cause').enumerable);
console.log(inspect(new DOMException('shown', 'TimeoutError')).includes('DOMException [TimeoutError]: shown'));

const { port1, port2 } = new MessageChannel();
port1.postMessage(new DOMException('sent', 'AbortError'));
for (const copy of [structuredClone(made), receiveMessageOnPort(port2).message]) {
  console.log(copy.name, copy.message, copy.code, copy instanceof DOMException, copy.constructor === DOMException);
}
port1.close();

const errorOf = (action) => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};
for (const error of [
  errorOf(() => structuredClone(() => {})),
  errorOf(() => atob('*')),
  errorOf(() => new AbortController().signal.throwIfAborted() ?? AbortSignal.abort().throwIfAborted()),
]) {
  console.log(error.name, error.code, error instanceof DOMException);
}
const foreign = errorOf(() => DOMException.prototype.name);
console.log(foreign.name, foreign.code);

const refused = await crypto.subtle.importKey('pkcs8', new Uint8Array(3), 'Ed25519', true, ['sign']).catch((e) => e);
console.log(refused.name, refused.message, refused.cause?.code, refused instanceof DOMException);
