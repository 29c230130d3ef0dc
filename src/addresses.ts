import { BlockList, isIP } from 'node:net';

/**
 * True for addresses of the public internet, by IANA's registries of special addresses
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry).
 * IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo) are refused whatever they carry.
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !SPECIAL_V4.check(address, 'ipv4');
  return version === 6 && !address.includes('%') && GLOBAL_V6.check(address, 'ipv6') && !SPECIAL_V6.check(address, 'ipv6');
}

const SPECIAL_V4 = subnets('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);

const GLOBAL_V6 = subnets('ipv6', ['2000::/3']);
const SPECIAL_V6 = subnets('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);

function subnets(type: 'ipv4' | 'ipv6', list: readonly string[]): BlockList {
  const blocks = new BlockList();
  for (const subnet of list) {
    const [net = '', bits] = subnet.split('/');
    blocks.addSubnet(net, Number(bits), type);
  }
  return blocks;
}
