import { BlockList, isIP } from 'node:net';

/** Special-use addresses (RFC 6890 and the IANA registries): nobody's, our own, or of the network that we stand in. */
const special = new BlockList();
const v4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`;
for (const range of v4.split(/\s+/)) add(special, range, 'ipv4');
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) add(special, range, 'ipv6');
const global6 = new BlockList();
add(global6, '2000::/3', 'ipv6');

/** Of those, the ones at which a company runs its own servers. Link-local ones, where clouds hand out secrets, are not. */
const house = new BlockList();
for (const range of ['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']) {
  add(house, range, 'ipv4');
}
for (const range of ['::1/128', 'fc00::/7']) add(house, range, 'ipv6');
/**
 * Where clouds hand out the machine's own secrets beside link-local addresses: Alibaba; Azure's WireServer, which looks
 * public; AWS (also for pods) and Google over IPv6.
 */
const metadata = new BlockList();
for (const range of ['100.100.100.200/32', '168.63.129.16/32']) add(metadata, range, 'ipv4');
for (const range of ['fd00:ec2::/32', 'fd20:ce::254/128']) add(metadata, range, 'ipv6');

/** Whether an address is one that anybody on the internet could have. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address) && !metadata.check(address);
  return isIP(address) === 6 && global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Whether an address is one of a private network or of this machine, and none that hands out secrets by itself. */
export function isPrivate(address: string): boolean {
  if (isIP(address) === 4) return house.check(address) && !metadata.check(address);
  return isIP(address) === 6 && house.check(address, 'ipv6') && !metadata.check(address, 'ipv6');
}

function add(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [net = '', bits] = range.split('/');
  list.addSubnet(net, Number(bits), family);
}
