import { BlockList, isIP } from 'node:net';

/** Why an address is not one that a link from a stranger may lead to. */
export type AddressKind = 'loopback' | 'private' | 'fakeIp' | 'reserved';

const ranges: readonly (readonly [AddressKind, readonly string[]])[] = [
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', 'fc00::/7']],
  ['private', ['fe80::/10', 'fec0::/10', '64:ff9b:1::/48']],
  // Proxies that answer DNS themselves hand out addresses from here ("fake-ip").
  ['fakeIp', ['198.18.0.0/15']],
  // IANA's special-purpose registries; 168.63.129.16 is Azure's host agent, which looks public.
  ['reserved', ['0.0.0.0/8', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.51.100.0/24', '203.0.113.0/24']],
  ['reserved', ['224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32']],
  ['reserved', ['::/96', '100::/64', '2001::/23', '2001:db8::/32', '3fff::/20', '5f00::/16', 'ff00::/8']],
];

const lists = ranges.map(([kind, subnets]) => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return [kind, list] as const;
});

/**
 * What kind of address this is; undefined for one on the public internet. Takes an address as sockets and DNS give it
 * ("10.0.0.1", "::ffff:10.0.0.1", "fe80::1%eth0"). An IPv6 address that carries an IPv4 one is judged by that too.
 */
export function kindOfAddress(address: string): AddressKind | undefined {
  const [plain = ''] = address.split('%');
  switch (isIP(plain)) {
    case 4:
      return kindOfPlain(plain, 'ipv4');
    case 6: {
      const carried = carriedIpv4(groupsOf(plain));
      return (carried === undefined ? undefined : kindOfPlain(carried.address, 'ipv4')) ?? outerKind(plain, carried);
    }
    default:
      return 'reserved';
  }
}

function outerKind(plain: string, carried: Carried | undefined): AddressKind | undefined {
  if (carried?.whole) return undefined;
  const [first = 0] = groupsOf(plain);
  // Everything that is routed today begins with the bits 001.
  const isGlobalUnicast = first >> 13 === 1;
  return kindOfPlain(plain, 'ipv6') ?? (isGlobalUnicast ? undefined : 'reserved');
}

function kindOfPlain(address: string, family: 'ipv4' | 'ipv6'): AddressKind | undefined {
  return lists.find(([, list]) => list.check(address, family))?.[0];
}

interface Carried {
  readonly address: string;
  /** The IPv6 address is nothing but another way to write or reach the IPv4 one. */
  readonly whole: boolean;
}

function carriedIpv4(groups: readonly number[]): Carried | undefined {
  const [a = 0, b = 0, c = 0] = groups;
  const startsWith = (...prefix: readonly number[]) => prefix.every((group, index) => groups[index] === group);
  if (startsWith(0, 0, 0, 0, 0, 0xffff)) return { address: ipv4At(groups, 6), whole: true };
  if (startsWith(0, 0, 0, 0, 0xffff, 0)) return { address: ipv4At(groups, 6), whole: true };
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return { address: ipv4At(groups, 6), whole: true };
  if (a === 0x2002) return { address: ipv4Of(b, c), whole: true };
  // ISATAP: the IPv4 address of a tunnel's end stands in the interface part.
  if ((groups[4] === 0 || groups[4] === 0x200) && groups[5] === 0x5efe) {
    return { address: ipv4At(groups, 6), whole: false };
  }
  return undefined;
}

function ipv4At(groups: readonly number[], index: number): string {
  return ipv4Of(groups[index] ?? 0, groups[index + 1] ?? 0);
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text = dotted ? `${dotted[1] ?? ''}${hexPair(dotted[2], dotted[3])}:${hexPair(dotted[4], dotted[5])}` : address;
  const [left = '', right] = text.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

function hexPair(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}
