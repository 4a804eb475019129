// An error that nobody catches, in an ES module, some calls deep.
class Shop {
  buy(item) {
    if (!item) throw Object.assign(new TypeError('nothing to buy'), { code: 'E_EMPTY' });
  }
}
const visit = async () => {
  await null;
  new Shop().buy();
};
console.log('before');
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('never'), 100);
await visit();
