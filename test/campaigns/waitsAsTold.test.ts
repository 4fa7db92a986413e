import { describe, expect } from 'vitest';
import type { Http } from '../../src/core/http.ts';
import type { Clock } from '../../src/core/ports.ts';
import { providerQueues } from '../../src/core/providerQueue.ts';
import type { EaselError } from '../../src/base/errors.ts';
import { createHttp } from '../../src/host/http/client.ts';
import { key } from '../providers/harness.ts';
import { rows, type Row } from '../providers/simulated.ts';
import { campaign } from './support/campaign.ts';
import { castWith, ways, type Actor } from './support/cast.ts';
import type { Random } from './support/random.ts';

const cast = castWith(key);

const now = Date.UTC(2026, 10, 21, 10, 0, 0);
const longest = 120_000;

/** A way to say how long to wait, and how long that is in ms, worked out by hand; undefined: it says nothing. */
interface Form {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly told: number | undefined;
}

const after = (text: string, told: number | undefined): Form => ({ headers: { 'retry-after': text }, told });
const reset = (name: string, text: string, told: number): Form => ({ headers: { [name]: text }, told });
const said = (message: string, told: number | undefined): Form => ({ body: { error: { message } }, told });
const retryInfo = (retryDelay: unknown, told: number): Form => ({
  body: {
    error: {
      code: 429,
      message: 'slow down',
      status: 'RESOURCE_EXHAUSTED',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }],
    },
  },
  told,
});

const forms: readonly Form[] = [
  // Seconds.
  after('0', 0),
  after('1', 1000),
  after('7', 7000),
  after('60', 60_000),
  after('119', 119_000),
  after('120', 120_000),
  after('121', 121_000),
  after('300', 300_000),
  after('86400', 86_400_000),
  after('99999999999', 99_999_999_999_000),
  after('1.5', 1500),
  after('0.001', 1),
  after('119.9999', 120_000),
  after('120.0001', 120_001),
  after(' 12 ', 12_000),
  after('0042', 42_000),
  // Durations.
  after('30s', 30_000),
  after('1m30s', 90_000),
  after('2m1s', 121_000),
  after('1h', 3_600_000),
  after('250ms', 250),
  // Dates in the three forms of HTTP.
  after('Sat, 21 Nov 2026 10:00:30 GMT', 30_000),
  after('Sat, 21 Nov 2026 10:02:00 GMT', 120_000),
  after('Sat, 21 Nov 2026 10:02:01 GMT', 121_000),
  after('Saturday, 21-Nov-26 10:01:00 GMT', 60_000),
  after('Sat Nov 21 10:01:30 2026', 90_000),
  after('Sun, 22 Nov 2026 10:00:00 GMT', 86_400_000),
  after('Sat, 21 Nov 2026 09:00:00 GMT', 0),
  after('Sun Nov  6 08:49:37 1994', 0),
  // The server's clock is another than ours.
  {
    headers: { date: 'Sat, 21 Nov 2026 12:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 12:00:45 GMT' },
    told: 45_000,
  },
  {
    headers: { date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:03:00 GMT' },
    told: 180_000,
  },
  // Several at once: to come at the later time is never too early.
  after('3, 9', 9000),
  after('Sat, 21 Nov 2026 10:00:30 GMT, 5', 30_000),
  { headers: { 'retry-after': '2', 'retry-after-ms': '2500' }, told: 2500 },
  { headers: { 'retry-after': '20', 'x-ratelimit-reset': '40' }, told: 20_000 },
  // Other fields.
  reset('retry-after-ms', '1500.5', 1501),
  reset('retry-after-ms', '121000', 121_000),
  reset('x-ratelimit-reset', '12.5', 12_500),
  reset('x-ratelimit-reset', String(now / 1000 + 60), 60_000),
  reset('x-ratelimit-reset', String(now + 90_000), 90_000),
  reset('x-ratelimit-reset', String(now + 3_600_000), 3_600_000),
  reset('x-ratelimit-reset-requests', '1m0s', 60_000),
  reset('x-ratelimit-reset-tokens', '6m0s', 360_000),
  // In the body.
  retryInfo('34.4s', 34_400),
  retryInfo('0.7s', 700),
  retryInfo('150s', 150_000),
  retryInfo({ seconds: 12, nanos: 0 }, 12_000),
  said('Rate limit reached. Please try again in 20s.', 20_000),
  said('Please retry in 34.400s', 34_400),
  said('Rate limit reached. Please try again in 6m0s.', 360_000),
  said('Try again in 120ms', 120),
  // What says nothing, or nothing that can be understood.
  { told: undefined },
  ...['', '-1', '+5', '1e3', '0x10', 'NaN', 'Infinity', 'soon', '5 minutes', '1 2', '१२'].map((text) => {
    return after(Buffer.from(text).toString('latin1'), undefined);
  }),
  after('Sat, 31 Feb 2026 10:00:30 GMT', undefined),
  after('2026-11-21T10:00:30Z', undefined),
  said('Too many requests', undefined),
];

interface Case {
  readonly form: Form;
  readonly row: Row;
}

const transport = createHttp(() => ({}));

/** What was wrong with how a job waited, in words; nothing, as it should be. */
async function waited({ form, row }: Case, random: Random, { vendor, contract }: Actor): Promise<readonly string[]> {
  const way = ways.find((each) => each.row === row)!;
  let time = now;
  const sleeps: number[] = [];
  const clock: Clock = {
    now: () => time,
    random: () => random.next(),
    sleep(ms) {
      sleeps.push(ms);
      time += ms;
      return Promise.resolve();
    },
  };
  const refusals = random.between(1, 2);
  const reply = { status: 429, body: { error: { message: 'slow down' } }, ...form };
  vendor.plan(...Array.from({ length: refusals }, () => ({ reply })));
  const arrivals: number[] = [];
  const http: Http = {
    exchange(request, ...rest) {
      // It is answered in the very moment in which it arrives.
      if (request.method === 'POST') arrivals.push(time);
      return transport.exchange(request, ...rest);
    },
  };
  const untils: (number | undefined)[] = [];
  const { result } = contract.run(
    way.model,
    {},
    {
      inMemory: true,
      timeoutMs: 1_200_000,
      onProgress: ({ until }) => void untils.push(until),
      ports: { http, clock, queue: providerQueues(clock, () => 4) },
    },
  );
  const outcome = await result.catch((error: unknown) => error as EaselError);
  const { told } = form;
  const gaps = arrivals.slice(1).map((at, index) => at - arrivals[index]!);
  // A point in time stays where it is, however often it is said.
  const isTime = /\d\d:\d\d:\d\d|^\d{10,}$/m.test(Object.values(form.headers ?? {}).join('\n'));
  const isEarly = isTime ? arrivals.slice(1).some((at) => at < now + told!) : gaps.some((gap) => gap < (told ?? 1));
  const isLongWait = told !== undefined && told > longest;
  const troubles = [
    ...(isEarly ? ['it came too early'] : []),
    ...(sleeps.some((ms) => ms > longest) ? ['it waited for more than two minutes'] : []),
    ...(gaps.some((gap) => gap > 0) && untils.every((until) => until === undefined)
      ? ['nobody saw that it waited']
      : []),
    ...(isLongWait && gaps.length > 0 ? ['it asked again'] : []),
    ...(!isLongWait && gaps.length < refusals ? ['it gave up'] : []),
    ...(isLongWait && (!(outcome instanceof Error) || outcome.retryAfterMs !== told) ? ['it does not say when'] : []),
    ...(!isLongWait && outcome instanceof Error ? [outcome.message] : []),
    ...vendor.violations,
  ];
  return troubles.map((trouble) => `${row.id}, ${JSON.stringify(form)}, ${refusals} times: ${trouble}`);
}

describe('a service that says when it may be asked again', () => {
  campaign(
    {
      promise: 'Retry-After obeyed',
      aim: '>= 40 forms, every dialect: 0 early arrivals, 0 silent waits over 120 s',
      runs: { short: forms.length, long: forms.length * rows.length },
    },
    async ({ each, runs, reached, random }) => {
      const wrong: string[] = [];
      const shift = random.below(rows.length);
      await each(async (own, run) => {
        const form = forms[run % forms.length]!;
        const row = rows[(Math.floor(run / forms.length) + run + shift) % rows.length]!;
        wrong.push(...(await cast.lend(row, (actor) => waited({ form, row }, own, actor))));
      }, 8);
      reached(`${forms.length} forms, ${runs} jobs, ${wrong.length} early, silent or lost`);
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(new Set(forms.map((form) => JSON.stringify(form))).size).toBeGreaterThanOrEqual(40);
    },
  );
});
