import { readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { createHttp } from '../../src/host/http/client.ts';
import { key } from '../providers/harness.ts';
import type { Fault, LoggedRequest } from '../services/service.mjs';
import { campaign, isLong } from './support/campaign.ts';
import { castWith, ways, type Actor, type Way } from './support/cast.ts';
import { inLanes } from './support/inLanes.ts';
import type { Random } from './support/random.ts';
import { ownTime } from './support/ownTime.ts';
import { quickSpool } from './support/spool.ts';

const cast = castWith(key);
const http = createHttp(() => ({}));

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const megabyte = 1024 * 1024;

/** Ways in which an answer can go on for ever, or as good as that. */
const endless: Readonly<Record<string, Fault>> = {
  'nothing is read': { unread: true, reply: { status: 200 }, cut: { at: 0, by: 'silence' } },
  'nothing is said': { reply: { status: 200 }, cut: { at: 0, by: 'silence' } },
  'its head stops': { cut: { at: 20, by: 'silence' } },
  'its body stops': { cut: { at: ({ head, all }) => Math.floor((head + all) / 2), by: 'silence' } },
  'its last byte is missing': { cut: { at: ({ all }) => all - 1, by: 'silence' } },
  'it drips blanks': { reply: { status: 200, raw: `${head}\r\n${' '.repeat(4 * megabyte)}` }, drip: 16 },
  'it drips hints': { reply: { status: 200, raw: 'HTTP/1.1 103 Wait\r\nA: b\r\n\r\n'.repeat(100_000) }, drip: 48 },
  'it drips an event stream': {
    reply: { status: 200, raw: `${head}\r\n${': wait\n\n'.repeat(100_000)}` },
    drip: 16,
  },
  'it drips chunks': {
    reply: { status: 200, raw: `${head}Transfer-Encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(100_000)}` },
    drip: 12,
  },
};

/** What is there now that would keep this process busy. */
function busyWith(): Readonly<Record<string, number>> {
  const kinds = process.getActiveResourcesInfo();
  const count = (name: string) => kinds.filter((kind) => kind === name).length;
  return { timers: count('Timeout'), sockets: count('TCPSocketWrap') };
}

const stageOf = ({ method, path }: LoggedRequest) =>
  method === 'POST' ? 'request' : path.startsWith('/files/') ? 'download' : 'look';

/** How long after it was cancelled the last connection of a job was closed, in ms. */
async function cancelled(way: Way, random: Random, { vendor, contract }: Actor): Promise<number> {
  const person = new AbortController();
  let closed: Promise<number> | undefined;
  const cancel = () => {
    if (person.signal.aborted) return;
    const watch = ownTime();
    person.abort();
    closed = Promise.all(vendor.requests.map((request) => request.closed)).then(watch);
  };
  const when = random.pick(['at once', 'in turns', 'while it shows', 'at the service'] as const);
  const stage = random.pick([
    ...(way.row.stages ?? []).map((name) => (name === 'polling' ? 'look' : 'download')),
    'request',
  ]);
  if (when === 'at the service') {
    const on = (request: LoggedRequest) => {
      if (stageOf(request) === stage) cancel();
      return stageOf(request) === stage;
    };
    vendor.plan({ on, ...random.pick(Object.values(endless)) });
  }
  const signs = random.between(1, 6);
  let seen = 0;
  const onProgress = () => {
    seen += 1;
    if (when === 'while it shows' && seen === signs) cancel();
  };
  if (when === 'at once') cancel();
  const ports = { http, spool: quickSpool(contract.folder) };
  const { result } = contract.run(way.model, way.request, { signal: person.signal, onProgress, ports });
  const over = result.catch(() => undefined);
  for (let turns = when === 'in turns' ? random.below(40) : 0; turns > 0; turns -= 1) await nextTurn();
  if (when === 'in turns') cancel();
  await over;
  await vendor.quiet();
  return (await closed) ?? 0;
}

describe('everything', () => {
  campaign(
    { promise: 'everything ends', aim: 'every endless answer in every dialect: at the deadline + 1 s at most' },
    async ({ random, reached }) => {
      const deadlineMs = 150;
      const cases = ways.flatMap((way) => Object.entries(endless).map(([name, fault]) => ({ way, name, fault })));
      const chosen = isLong ? cases : random.shuffled(cases).slice(0, 16);
      const late: string[] = [];
      let longest = 0;
      await inLanes(8, chosen, ({ way, name, fault }) =>
        cast.lend(way.row, async ({ vendor, contract }) => {
          vendor.plan(fault);
          const hurried = {
            exchange: (...[request, ...rest]: Parameters<typeof http.exchange>) =>
              http.exchange({ ...request, deadlineMs }, ...rest),
          };
          const began = performance.now();
          const { result } = contract.run(way.model, way.request, { inMemory: true, ports: { http: hurried } });
          await result.catch(() => undefined);
          const took = performance.now() - began - deadlineMs;
          longest = Math.max(longest, took);
          if (took > 1000) late.push(`${way.name}, ${name}: ${took} ms`);
        }),
      );
      reached(`${chosen.length} endless answers, ${late.length} late, at most ${Math.round(longest)} ms after it`);
      expect(late).toEqual([]);
    },
  );

  campaign(
    {
      promise: 'everything ends',
      aim: '1,000 cancels: sockets closed within 250 ms; 0 sockets, timers, temp files left',
      runs: { short: 60, long: 1000 },
    },
    async ({ each, runs, reached }) => {
      // Every service has been started and has painted its pictures by then, which takes longer than all else.
      await inLanes(1, ways, (way) =>
        cast.lend(way.row, async ({ contract }) => {
          await contract.run(way.model, way.request, { inMemory: true, ports: { http } }).result;
        }),
      );
      const before = busyWith();
      const folders = new Set<string>();
      let longest = 0;
      await each(async (random) => {
        const way = random.pick(ways);
        await cast.lend(way.row, async (actor) => {
          folders.add(actor.contract.folder);
          longest = Math.max(longest, await cancelled(way, random, actor));
        });
      });
      await nextTurn();
      const parts = [...folders].flatMap((folder) =>
        readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.part')),
      );
      const { timers, sockets } = busyWith();
      const left = {
        timers: Math.max(0, timers! - before['timers']!),
        sockets: Math.max(0, sockets! - before['sockets']!),
        parts: parts.length,
      };
      reached(`${runs} cancels, ${Math.round(longest)} ms at most; left: ${JSON.stringify(left)}`);
      expect(left).toEqual({ timers: 0, sockets: 0, parts: 0 });
      expect(longest).toBeLessThan(250);
    },
  );
});
