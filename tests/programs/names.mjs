// Names of machines: what is known without a network, and what is said of the rest.
import dns from 'node:dns';
import { lookup, lookupService, resolve4, resolveSrv, reverse } from 'node:dns/promises';
import { get } from 'node:http';
import { isSea } from 'node:sea';

const said = (error) => `${error.code} ${error.syscall} ${error.hostname ?? ''} ${error.message}`;

console.log((await lookup('localhost', { family: 4 })).address, (await lookup('127.0.0.1')).family);
// A machine without a network says that it is worth another try.
const isUnknown = (code) => code === 'ENOTFOUND' || code === 'EAI_AGAIN';
console.log(
  await lookup('nobody.invalid').catch(({ code, syscall, hostname }) => [isUnknown(code), syscall, hostname]),
);
await new Promise((resolve) => {
  get('http://nobody.invalid/').on('error', ({ code, syscall }) => resolve(console.log(isUnknown(code), syscall)));
});
console.log(await lookupService('127.0.0.1', 54_321));

const resolver = new dns.promises.Resolver({ timeout: 50, tries: 1 });
resolver.setServers(['127.0.0.1:9', '[::1]:5353']);
console.log(resolver.getServers());
const cancelled = resolver.resolve4('nobody.invalid').catch(said);
resolver.cancel();
console.log(await cancelled);
for (const ask of [
  () => resolve4(5),
  () => resolveSrv(),
  () => reverse('no address'),
  () => resolver.setServers(['x']),
]) {
  try {
    await ask();
  } catch ({ name, code }) {
    console.log(name, code);
  }
}
console.log(isSea());
