/** How the stores that services keep their images in sign a link for a time: a beginning and seconds after it. */
const signed: readonly { readonly date: string; readonly seconds: string }[] = [
  { date: 'x-amz-date', seconds: 'x-amz-expires' },
  { date: 'x-tos-date', seconds: 'x-tos-expires' },
  { date: 'x-goog-date', seconds: 'x-goog-expires' },
  { date: 'x-oss-date', seconds: 'x-oss-expires' },
];

/**
 * When a signed link ends, in ms since the epoch, as far as its query says so. AWS, Volcengine, Google and Alibaba write
 * a date and seconds, or seconds since the epoch; Azure writes a date.
 */
export function expiryOf(link: string): number | undefined {
  if (!URL.canParse(link)) return undefined;
  const query = new Map([...new URL(link).searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  for (const { date, seconds } of signed) {
    const from = basicDate(query.get(date) ?? '');
    const after = Number(query.get(seconds) ?? NaN);
    if (from !== undefined && Number.isFinite(after)) return from + after * 1000;
  }
  const epoch = /^\d{10}$/.exec(query.get('expires') ?? '')?.[0];
  if (epoch !== undefined) return Number(epoch) * 1000;
  const azure = query.has('sig') ? Date.parse(query.get('se') ?? '') : NaN;
  return Number.isNaN(azure) ? undefined : azure;
}

/** "20261121T081500Z" */
function basicDate(text: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return parts.length === 0 ? undefined : Date.UTC(year, month - 1, day, hour, minute, second);
}

/** What stores write into the refusal of a link that was good once: "Request has expired." */
const words = /\bexpired\b|ExpiredToken|过期|過期/i;

/** Whether a link that is refused has expired, by what was answered or by its own words. */
export function hasExpired(link: string, answer: string, now: number): boolean {
  const end = expiryOf(link);
  return words.test(answer) || (end !== undefined && end <= now);
}
