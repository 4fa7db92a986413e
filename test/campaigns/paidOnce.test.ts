import { join } from 'node:path';
import { describe, expect } from 'vitest';
import type { Http } from '../../src/core/http.ts';
import {
  isResumable,
  isUnknown,
  readJobs,
  unknownImages,
  type CallState,
  type JournalEntry,
} from '../../src/core/job.ts';
import type { Journal } from '../../src/core/ports.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { WindowJournal } from '../../src/host/journal.ts';
import { key } from '../providers/harness.ts';
import type { Vendor } from '../services/vendor.mjs';
import { campaign } from './support/campaign.ts';
import { castWith, ways, type Actor, type Way } from './support/cast.ts';
import { kinds, planned, points, type Planned } from './support/faults.ts';
import type { Random } from './support/random.ts';
import { quickSpool } from './support/spool.ts';

const cast = castWith(key);

/** What one job meets on its way. */
interface Schedule {
  readonly way: Way;
  /** Of its requests for pictures, in their order. */
  readonly asked: readonly Planned[];
  /** Of what comes after: looks at its task, downloads. */
  readonly fetched: readonly Planned[];
  readonly count: number;
  readonly hasOtherKey: boolean;
  /** After how many signs of progress its person cancels. */
  readonly cancelAfter: number | undefined;
  readonly isJournalled: boolean;
}

/** Several images in one answer, of which some may have come when it breaks off. */
const several: readonly Way[] = ways
  .filter(({ name }) => name === 'mixroute plain')
  .map((way) => ({ ...way, name: 'mixroute, several at once', model: 'gpt-image-1', request: { count: 3 } }));
const allWays = [...ways, ...several];

/** Run by run through every kind at every point in every dialect; what else happens is up to chance. */
function drawn(random: Random, run: number): Schedule {
  const kind = kinds[run % kinds.length]!;
  const point = points[Math.floor(run / kinds.length) % points.length]!;
  const way = allWays[Math.floor(run / (kinds.length * points.length)) % allWays.length]!;
  const more = (most: number, from: readonly (typeof points)[number][]) =>
    Array.from({ length: random.below(most + 1) }, () => planned(random.pick(kinds), random.pick(from), random));
  return {
    way,
    asked: [planned(kind, point, random), ...more(2, points)],
    fetched: more(2, points.slice(1)),
    count: random.chance(0.85) ? 1 : random.between(2, 3),
    hasOtherKey: random.chance(0.5),
    cancelAfter: random.chance(0.1) ? random.between(1, 6) : undefined,
    isJournalled: random.chance(0.05),
  };
}

/** Long enough for every answer that comes at all. */
const patienceMs = 200;
const http = createHttp(() => ({}));

/** The transport, which waits no longer than that; how many requests for pictures left this machine. */
function counting(): { readonly http: Http; readonly sent: () => number } {
  let sent = 0;
  return {
    sent: () => sent,
    http: {
      exchange: (request, receiver, signal) =>
        http.exchange(
          { ...request, deadlineMs: patienceMs },
          {
            ...receiver,
            sent() {
              if (request.method === 'POST') sent += 1;
              receiver.sent?.();
            },
          },
          signal,
        ),
    },
  };
}

/** Plans what the requests for pictures meet. @returns those that were met so far */
function meet(vendor: Vendor, { asked, fetched }: Schedule): readonly Planned[] {
  const met: Planned[] = [];
  vendor.welcome(...asked.map(({ welcome }) => welcome ?? {}));
  for (const each of asked) {
    if (each.welcome) continue;
    const on = ({ method }: { method: string }) => {
      if (method === 'POST') met.push(each);
      return method === 'POST';
    };
    vendor.plan({ ...each.fault, on });
  }
  for (const { fault } of fetched) {
    // Nothing is on the bill for a look.
    const reply = fault.reply && { ...fault.reply, images: 0 };
    vendor.plan({ ...fault, ...(reply && { reply }), on: ({ method }) => method === 'GET' });
  }
  return met;
}

/** Images of which a person is told: they came, can be had, may have been charged, or were charged for nothing. */
function spokenOf(entries: readonly JournalEntry[], imagesPerCall: number): number {
  return sumOf([...readJobs(entries).values()], (job) => unknownImages(job) + sumOf(job.calls, toldOf));

  function toldOf(call: CallState): number {
    const { images, wanted = imagesPerCall } = call;
    const isForNothing = call.failure?.money === 'charged' && !isUnknown(call);
    return isForNothing || isResumable(call) ? Math.max(wanted, images.length) : images.length;
  }
}

function sumOf<Each>(all: readonly Each[], count: (each: Each) => number): number {
  return all.reduce((sum, each) => sum + count(each), 0);
}

interface Bill {
  readonly charged: number;
  /** What was charged beyond what was asked for. */
  readonly extra: number;
  readonly troubles: readonly string[];
}

async function run(schedule: Schedule, { vendor, contract }: Actor): Promise<Bill> {
  const { way, count, hasOtherKey, cancelAfter, isJournalled } = schedule;
  const met = meet(vendor, schedule);
  const { http, sent } = counting();
  const person = new AbortController();
  let signs = 0;
  const real = isJournalled ? new WindowJournal(join(contract.folder, 'journal')) : undefined;
  const entries: JournalEntry[] = [];
  const journal: Journal = {
    async append(entry) {
      await real?.append(entry);
      entries.push(entry);
    },
  };
  const { plan, result } = contract.run(
    way.model,
    { count, ...way.request },
    {
      signal: person.signal,
      onProgress() {
        signs += 1;
        if (signs === cancelAfter) person.abort();
      },
      ports: { http, journal, spool: quickSpool(contract.folder) },
      ...(hasOtherKey ? { newKey: () => Promise.resolve(true) } : {}),
    },
  );
  await result.catch(() => undefined);
  await vendor.quiet();
  if (real) expect(await real.entriesOf(entries[0]!.job)).toEqual(entries);
  await real?.close();
  const again = met.filter((each) => each.again === 'wait' || (each.again === 'key' && hasOtherKey)).length;
  const allowed = plan.orders.length + again;
  const { charged, violations } = vendor;
  const spoken = spokenOf(entries, plan.imageCount / plan.orders.length);
  return {
    charged,
    extra: Math.max(0, charged - plan.imageCount),
    troubles: [
      ...(sent() > allowed ? [`it was sent ${sent()} times, and ${allowed} times were allowed`] : []),
      ...(spoken < charged ? [`${charged} images were charged, and ${spoken} are spoken of`] : []),
      ...violations,
    ],
  };
}

describe('a job whose requests go wrong', () => {
  campaign(
    {
      promise: 'no double charge',
      aim: '10,000 fault schedules against a billing ledger, 0 extra charges',
      runs: { short: 120, long: 10_000 },
    },
    async ({ each, reached }) => {
      let done = 0;
      let charged = 0;
      let extra = 0;
      let troubles = 0;
      const told = () => {
        reached(`${done} schedules, ${charged} images charged, ${extra} extra charges, ${troubles} wrongly told`);
      };
      await each(async (random, number) => {
        const schedule = drawn(random, number);
        const bill = await cast.lend(schedule.way.row, (actor) => run(schedule, actor));
        done += 1;
        charged += bill.charged;
        extra += bill.extra;
        troubles += bill.troubles.length;
        told();
        const met = [...schedule.asked, ...schedule.fetched].map(({ kind, point }) => `${kind.name} at ${point}`);
        expect([bill.extra, bill.troubles], `${schedule.way.name}: ${met.join(', ')}`).toEqual([0, []]);
      }, 8);
    },
  );
});
