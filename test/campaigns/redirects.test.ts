import { afterAll, describe, expect } from 'vitest';
import { createHttp } from '../../src/host/http/client.ts';
import { everythingIsLoopback, exchange, tcpServer, tlsServer, trusting, closeServers } from '../host-http/support.ts';
import { rows } from '../providers/simulated.ts';
import type { LoggedRequest } from '../services/service.mjs';
import { campaign, isLong } from './support/campaign.ts';
import { Canary } from './support/canary.ts';
import { castWith, ways, type Actor, type Way } from './support/cast.ts';
import { inLanes } from './support/inLanes.ts';
import { Random } from './support/random.ts';

const canary = new Canary(new Random(20_261_121));
const cast = castWith(canary.key);
afterAll(closeServers);

const statuses = [301, 302, 303, 307, 308];

/** How a service could say that something lies at the other origin, whose ports these are. */
const places: readonly ((other: Other, own: URL) => string)[] = [
  ({ plain }) => `http://127.0.0.1:${plain}/`,
  ({ secure }) => `https://127.0.0.1:${secure}/`,
  ({ plain }) => `http://localhost:${plain}/`,
  ({ secure }) => `https://localhost:${secure}/v1/images/generations`,
  ({ plain }) => `//127.0.0.1:${plain}/`,
  ({ plain }) => `http://[::ffff:127.0.0.1]:${plain}/`,
  ({ plain }) => `http://2130706433:${plain}/`,
  ({ plain }) => `HTTP://127.0.0.1:${plain}/?key=${encodeURIComponent(canary.key)}`,
  ({ plain }, own) => `http://${own.host}@127.0.0.1:${plain}/`,
  ({ plain }) => `http:\\\\127.0.0.1:${plain}\\`,
  ({ plain }) => `\thttp://127.0.0.1:${plain}/ `,
  ({ plain }) => `http://user:${encodeURIComponent(canary.key)}@127.0.0.1:${plain}/`,
  ({ secure }) => `https://images.example:${secure}/`,
  ({ plain }) => `http://127.1:${plain}/`,
  ({ plain }) => `http://127.0.0.1:${plain}/, http://127.0.0.1:${plain}/again`,
];

/** Another origin, with and without TLS, and whatever reaches it. */
interface Other {
  readonly plain: number;
  readonly secure: number;
  readonly heard: string[];
  readonly connections: () => number;
}

async function otherOrigin(): Promise<Other> {
  const heard: string[] = [];
  const hear = (socket: {
    on(event: 'data', listener: (bytes: Buffer) => void): unknown;
    end(text: string): unknown;
  }) =>
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  const plain = await tcpServer(hear);
  const secure = await tlsServer(hear);
  return {
    plain: plain.port,
    secure: secure.port,
    heard,
    connections: () => plain.sockets.length + secure.sockets.length,
  };
}

type Stage = 'request' | 'look' | 'download';

interface Case {
  readonly way: Way;
  readonly stage: Stage;
  readonly status: number;
  readonly place: (typeof places)[number];
}

const stageOf = ({ method, path }: LoggedRequest): Stage =>
  method === 'POST' ? 'request' : path.startsWith('/files/') ? 'download' : 'look';

const firstWays = rows.map((row) => ways.find((way) => way.row === row)!);
const cases: readonly Case[] = firstWays.flatMap((way) => {
  const { stages = [] } = way.row;
  const all: readonly Stage[] = [
    'request',
    ...(stages.includes('polling') ? ['look' as const] : []),
    ...(stages.includes('downloading') ? ['download' as const] : []),
  ];
  return all.flatMap((stage) => statuses.flatMap((status) => places.map((place) => ({ way, stage, status, place }))));
});

/** One that trusts the other origin's certificate and finds its name: nothing but the rules is in its way. */
const http = createHttp(() => ({ ...trusting }), { lookup: everythingIsLoopback });

/** What went wrong, in words; nothing, as it should be. */
async function redirected({ way, stage, status, place }: Case, other: Other, { vendor, contract }: Actor) {
  const location = place(other, new URL(vendor.url));
  const reply = { status, headers: { location }, body: { error: { message: 'moved' } } };
  vendor.plan({ on: (request) => stageOf(request) === stage, reply });
  const before = other.connections();
  const ran = contract.run(way.model, way.request, { inMemory: true, ports: { http } });
  const outcome = await ran.result.catch((error: unknown) => error);
  await vendor.quiet();
  const posts = vendor.requests.filter(({ method }) => method === 'POST').length;
  const troubles = [
    ...(posts === 1 ? [] : [`it was sent ${posts} times`]),
    ...(outcome instanceof Error ? [] : ['there is a picture']),
    ...(other.connections() === before ? [] : ['the other origin was reached']),
    ...vendor.violations,
  ];
  return troubles.map((trouble) => `${way.name}, ${stage}, ${status} to ${JSON.stringify(location)}: ${trouble}`);
}

describe('a redirect', () => {
  campaign(
    {
      promise: 'keys stay',
      aim: '>= 630 redirects (status, place, scheme, dialect, request, look, download): 0 keys at the other origin',
    },
    async ({ random, reached }) => {
      const other = await otherOrigin();
      const chosen = isLong ? cases : random.shuffled(cases).slice(0, 60);
      const wrong: string[] = [];
      // One at a time, so that a connection tells whose it is.
      await inLanes(1, chosen, async (each) => {
        wrong.push(...(await cast.lend(each.way.row, (actor) => redirected(each, other, actor))));
      });
      // Only a download goes to another origin, one that may be asked, and takes nothing along.
      const allowing = createHttp(() => ({ ...trusting, allowHosts: ['images.example'] }), {
        lookup: everythingIsLoopback,
      });
      for (const status of statuses) {
        const first = await tlsServer((socket) =>
          socket.once('data', () =>
            socket.end(`HTTP/1.1 ${status} x\r\nLocation: https://images.example:${other.secure}/a.png\r\n\r\n`),
          ),
        );
        const headers = { authorization: `Bearer ${canary.key}`, 'x-api-key': canary.key, cookie: canary.key };
        await exchange(allowing, { url: `https://images.example:${first.port}/`, headers, purpose: 'download' });
      }
      const keys = other.heard.filter((text) => canary.in(text) !== undefined).length;
      reached(
        `${chosen.length + statuses.length} redirects, ${wrong.length} followed, ${keys} keys at the other origin`,
      );
      expect(wrong.slice(0, 10)).toEqual([]);
      expect([other.heard.length, keys]).toEqual([statuses.length, 0]);
      if (isLong) expect(cases.length).toBeGreaterThanOrEqual(630);
    },
  );
});
