/** Header fields by lower-case name, as HTTP clients give them. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a reply's body said, already read (`Refusal.retryAfterMs`). */
export interface ToldInBody {
  readonly retryAfterMs?: number | undefined;
}

/**
 * How long the service asks to be left alone, in whole ms from `now` (ms since the epoch), never negative.
 * `retry-after-ms` counts before `Retry-After`, before what the body says, before `x-ratelimit-reset*`. What cannot be
 * read counts as not said. Of several values the longest wins: to come too early is to be refused again.
 */
export function retryAfterMs(headers: HeaderFields, body: ToldInBody | undefined, now: number): number | undefined {
  return toldRetryAfterMs(headers, body, now) ?? rateLimitReset(headers, now);
}

/** The same of what was said about this very refusal: `x-ratelimit-reset*` knows nothing of an allowance or a balance. */
export function toldRetryAfterMs(headers: HeaderFields, body: ToldInBody | undefined, now: number): number | undefined {
  return (
    longest(valuesOf(headers, 'retry-after-ms').map((value) => plainNumber(value))) ??
    longest(valuesOf(headers, 'retry-after').map((value) => retryAfter(value, serverNow(headers, now)))) ??
    body?.retryAfterMs
  );
}

/** "34.4s", "6m0s", "120ms", "1h2m3.5s" (Go's and protobuf's durations) in ms. */
export function durationMs(text: string): number | undefined {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d*)?|\.\d+)(ms|us|µs|ns|h|m|s)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trim()) return undefined;
  return Math.ceil(parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0));
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

function longest(waits: readonly (number | undefined)[]): number | undefined {
  const known = waits.filter((wait) => wait !== undefined);
  return known.length === 0 ? undefined : Math.ceil(Math.max(...known));
}

function valuesOf(headers: HeaderFields, name: string): readonly string[] {
  const value = headers[name];
  const lines = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  // Proxies join repeated fields by commas. The comma in a date follows the day's name.
  return lines
    .flatMap((line) => line.split(/(?<!\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*),/i))
    .map((line) => line.trim());
}

/** Plain decimal notation only: what `Number` takes beyond it ("0x10", "1e9", "") is garbage here. */
function plainNumber(text: string): number | undefined {
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
}

function retryAfter(text: string, now: number): number | undefined {
  const seconds = plainNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = httpDate(text, now);
  return date === undefined ? durationMs(text) : Math.max(0, date - now);
}

/** Dates are the server's: its own clock, where it tells it, keeps a wrong clock here out of the sum. */
function serverNow(headers: HeaderFields, now: number): number {
  const date = headers['date'];
  return (typeof date === 'string' ? httpDate(date, now) : undefined) ?? now;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The three forms of RFC 9110 5.6.7: IMF-fixdate, RFC 850, asctime. In ms since the epoch. */
function httpDate(text: string, now: number): number | undefined {
  const clock = '(\\d{2}):(\\d{2}):(\\d{2})';
  const common = new RegExp(`^[a-z]{3,9}, (\\d{2})[ -]([a-z]{3})[ -](\\d{4}|\\d{2}) ${clock} (?:GMT|UTC)$`, 'i').exec(
    text,
  );
  const asctime = new RegExp(`^[a-z]{3} ([a-z]{3}) ([ \\d]\\d) ${clock} (\\d{4})$`, 'i').exec(text);
  const [, day, month, year, hour, minute, second] = common ?? [
    '',
    ...(asctime === null ? [] : [asctime[2], asctime[1], asctime[6], asctime[3], asctime[4], asctime[5]]),
  ];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const monthNumber = months.indexOf(month.toLowerCase());
  if (monthNumber < 0) return undefined;
  const fields = [fullYear(year, now), monthNumber, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const time = Date.UTC(...fields);
  // `Date.UTC` rolls the 31st of February over to March; a date that does not come back as it was is none.
  const back = new Date(time);
  const same = back.getUTCMonth() === fields[1] && back.getUTCDate() === fields[2] && back.getUTCHours() === fields[3];
  return same && fields[4] < 60 && fields[5] <= 60 ? time : undefined;
}

/** RFC 850 has two digits; more than fifty years ahead means the past century. */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const current = new Date(now).getUTCFullYear();
  const guess = current - (current % 100) + Number(year);
  return guess > current + 50 ? guess - 100 : guess;
}

const resetName = /^x-ratelimit-reset(?:-(.+))?$/;
const aYearInSeconds = 31_536_000;

/** Vendors differ: seconds from now, a duration, or a point in time in seconds or ms. */
function rateLimitReset(headers: HeaderFields, now: number): number | undefined {
  const names = Object.keys(headers).filter((name) => resetName.test(name));
  const spent = names.filter((name) => headers[name.replace('-reset', '-remaining')] === '0');
  const waits = (spent.length > 0 ? spent : names)
    .flatMap((name) => valuesOf(headers, name))
    .map((value) => {
      const number = plainNumber(value);
      if (number === undefined) return durationMs(value);
      if (number < aYearInSeconds) return number * 1000;
      return Math.max(0, (number < 1e11 ? number * 1000 : number) - now);
    });
  return longest(waits);
}
