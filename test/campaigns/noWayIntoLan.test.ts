import { isIP, Socket } from 'node:net';
import { afterEach, describe, expect, vi } from 'vitest';
import type { Lookup } from '../../src/host/http/connect.ts';
import { kindOfAddress } from '../../src/host/http/address.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { bareHost } from '../../src/host/http/guard.ts';
import { inside } from '../host-http/inside.ts';
import { closeServers, exchange, tlsServer, trusting } from '../host-http/support.ts';
import { key } from '../providers/harness.ts';
import { rows } from '../providers/simulated.ts';
import { campaign } from './support/campaign.ts';
import { castWith, ways } from './support/cast.ts';

const cast = castWith(key);
afterEach(() => {
  closeServers();
  vi.restoreAllMocks();
});

const publicAddress = '93.184.216.34';

/** Every attempt of this process to connect, however it was asked for. */
function watched(): { readonly attempts: string[] } {
  const attempts: string[] = [];
  const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
  vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    this.on('connectionAttempt', (ip: string, port: number) => attempts.push(`${ip}:${port}`));
    return Reflect.apply(connect, this, args);
  });
  return { attempts };
}

/** As DNS gives them. Fake-ip addresses belong to the person's own proxy when a name leads to them. */
const plain = inside
  .map((spelled) => bareHost(new URL(`https://${spelled}/`)))
  .filter((host) => isIP(host) !== 0 && kindOfAddress(host) !== 'fakeIp');
const mapped = plain.filter((address) => isIP(address) === 4).map((address) => `::ffff:${address}`);
const addresses = [...new Set([...plain, ...mapped])];

/** Names lead where the table says; all others to this machine. */
let table: Readonly<Record<string, readonly string[]>> = {};
const lookup: Lookup = (name, _options, callback) => {
  const found = table[name] ?? ['127.0.0.1'];
  callback(
    null,
    found.map((address) => ({ address, family: isIP(address) })),
  );
};
const http = createHttp(() => ({ ...trusting, allowHosts: ['service.example'] }), { lookup });

/** Links that were tried, and what was connected to in spite of all. */
class Tried {
  count = 0;
  readonly opened: string[] = [];
  readonly #attempts: string[];

  constructor(attempts: string[]) {
    this.#attempts = attempts;
  }

  /** @param allowed Where the way to the link begins. */
  async link(what: string, work: Promise<unknown>, allowed = ''): Promise<void> {
    this.count += 1;
    const hasFailed = await work.then(
      () => false,
      () => true,
    );
    const others = this.#attempts.splice(0).filter((each) => each !== allowed);
    if (!hasFailed || others.length > 0) this.opened.push(`${what}: ${others.join()}`);
  }
}

const row = rows.find(({ id }) => id === 'mixroute')!;
const way = ways.find((each) => each.row === row)!;

/** Straight from the answer of a service, in a whole job. */
async function direct(hosts: readonly string[], tried: Tried): Promise<void> {
  const links = hosts.flatMap((host) => [
    `https://${host}/a.png`,
    `http://${host}/a.png`,
    `https://${host}:8443/?sig=1`,
  ]);
  await cast.lend(row, async ({ vendor, contract }) => {
    for (const url of links) {
      vendor.plan({ reply: { status: 200, body: { data: [{ url }] } } });
      const { result } = contract.run(way.model, {}, { inMemory: true, ports: { http } });
      await tried.link(url, result, new URL(vendor.url).host);
    }
  });
}

const download = (url: string) => exchange(http, { url, purpose: 'download' });

/** A host that may be asked, and that leads on to wherever it is told. */
async function leading() {
  const server = { location: '', led: 0 };
  const { port } = await tlsServer((socket) =>
    socket.once('data', () => {
      server.led += 1;
      socket.end(Buffer.from(`HTTP/1.1 302 Found\r\nLocation: ${server.location}\r\n\r\n`));
    }),
  );
  return {
    port,
    led: () => server.led,
    async to(location: string, tried: Tried) {
      server.location = location;
      await tried.link(`led to ${location}`, download(`https://service.example:${port}/`), `127.0.0.1:${port}`);
    },
  };
}

describe('a link into a private network', () => {
  campaign(
    { promise: 'no way into the LAN', aim: '>= 60 spellings x direct, redirect, DNS: 0 connections' },
    async ({ isLong, random, reached }) => {
      const { attempts } = watched();
      const tried = new Tried(attempts);
      const some = <T>(all: readonly T[]) => (isLong ? all : random.shuffled(all).slice(0, 15));
      const [hosts, named] = [some(inside), some(addresses)];
      await direct(hosts, tried);
      attempts.length = 0;
      const leader = await leading();
      for (const host of hosts) {
        for (const to of [`https://${host}/`, `//${host}:${leader.port + 1}/`, `http://${host}/`]) {
          await leader.to(to, tried);
        }
      }
      // Anybody may own a name, and have it lead anywhere, beside a public address, too.
      for (const address of named) {
        for (const answer of [[address], [publicAddress, address], [address, publicAddress]]) {
          table = { 'images.example': answer };
          await tried.link(`a name for ${answer.join()}`, download(`https://images.example:${leader.port}/`));
          await leader.to(`https://images.example:${leader.port}/`, tried);
        }
      }
      reached(`${inside.length} spellings, ${tried.count} links, ${tried.opened.length} connections`);
      expect(tried.opened.slice(0, 10)).toEqual([]);
      expect(leader.led()).toBe(3 * (hosts.length + named.length));
      expect(Math.min(new Set(inside).size, addresses.length)).toBeGreaterThanOrEqual(60);
      // The same way is open to what lies outside, or nothing of this would mean anything.
      const outside = await tlsServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nx')));
      await download(`https://service.example:${outside.port}/`);
      expect(attempts).toEqual([`127.0.0.1:${outside.port}`]);
    },
  );
});
