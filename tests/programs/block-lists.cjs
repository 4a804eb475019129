// net.BlockList and net.SocketAddress.
const { BlockList, SocketAddress, connect, createServer } = require('node:net');

const list = new BlockList();
list.addAddress('10.1.1.1');
list.addAddress('::1', 'ipv6');
list.addAddress('::ffff:10.9.9.9', 'ipv6');
list.addRange('10.0.0.1', '10.0.0.10');
list.addRange('2001:db8::1', '2001:db8::ff', 'ipv6');
list.addRange('::', 'ffff::', 'ipv6');
list.addSubnet('192.168.7.9', 24);
list.addSubnet('2001:db8:aaaa::', 48, 'ipv6');
console.log(list.rules, list, BlockList.isBlockList(list));

const asked = new BlockList();
asked.addAddress('10.1.1.1');
asked.addRange('10.0.0.1', '10.0.0.10');
asked.addSubnet('192.168.7.9', 24);
asked.addSubnet('2001:db8:aaaa::', 48, 'ipv6');
for (const address of ['10.1.1.1', '10.1.1.2', '10.0.0.7', '10.0.0.11', '192.168.7.255', '192.168.8.0', 'nonsense'])
  console.log(address, asked.check(address), asked.check(`::ffff:${address}`, 'ipv6'));
for (const address of ['2001:db8:aaaa::5', '2001:db8:bbbb::', '::a01:101'])
  console.log(address, asked.check(address, 'ipv6'));

for (const wrong of [
  () => asked.addRange('10.0.0.2', '10.0.0.1'),
  () => asked.addAddress('10.0.0.256'),
  () => asked.addSubnet('10.0.0.0', 33),
  () => asked.addAddress('::1', 'ipv5'),
  () => new SocketAddress({ address: '::g', family: 'ipv6' }),
]) {
  try {
    wrong();
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
for (const options of [{}, { family: 'ipv6' }, { address: '1.2.3.4', port: 80, flowlabel: 5 }]) {
  console.log(new SocketAddress(options), new SocketAddress(options).toJSON());
}
console.log(new SocketAddress({ address: '0:0::FFFF:1.2.3.4', family: 'ipv6', flowlabel: 5 }));
console.log(SocketAddress.parse('1.2.3.4:80'), SocketAddress.parse('[::1]:8080'), SocketAddress.parse('no'));

const blocked = new BlockList();
blocked.addSubnet('127.0.0.0', 8);
connect({ port: 9, host: '127.0.0.1', blockList: blocked }).on('error', (error) => console.log(error.code));
const server = createServer({ blockList: blocked }, () => console.log('never'));
server.on('drop', ({ remoteAddress }) => console.log('dropped', remoteAddress));
server.listen(0, '127.0.0.1', () => {
  connect(server.address().port, '127.0.0.1').on('close', () => server.close());
});
