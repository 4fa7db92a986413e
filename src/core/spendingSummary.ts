import { t } from '@vscode/l10n';
import { sumOfPrices } from './cost.ts';
import { code, table, words } from './markdownTable.ts';
import { dayOf, type Spent } from './spending.ts';

/** What there is to be told of. */
export interface SpendingFacts {
  /** As the book has them. */
  readonly jobs: Iterable<Spent>;
  /** Every image that was made, also by jobs that the book does not know: sketches, and those of earlier versions. */
  readonly images: Iterable<{ readonly at: number; readonly job: string; readonly provider: string; model: string }>;
  readonly isInBook: (job: string) => boolean;
  /** Providers that never charge. */
  readonly isFree: (provider: string) => boolean;
  readonly nameOf: (provider: string) => string;
  /** ms since the epoch */
  readonly now: number;
  /** Images a day; 0: none. */
  readonly limit: number;
  /** Images that count for today. */
  readonly used: number;
  /** As in `vscode.env.language`. */
  readonly language: string;
}

/** What was made with one model. */
interface Row {
  readonly provider: string;
  readonly model: string;
  made: number;
  open: number;
  underWay: number;
  cost: number | undefined;
  /** Images by what was known of the price of one. */
  readonly prices: Map<string | undefined, number>;
  /** As `prices`, of what may have been charged. */
  readonly openPrices: Map<string | undefined, number>;
  readonly counters: Map<string, number>;
}

interface Period {
  readonly title: string;
  readonly has: (day: string) => boolean;
  /** By provider, then by model. */
  readonly rows: Map<string, Map<string, Row>>;
  placeholders: number;
}

/** What was made, with which provider and model, and what it cost as far as that is known: a page of Markdown. */
export function spendingSummary(facts: SpendingFacts): string {
  const periods = periodsOf(facts);
  const ever = periods.slice(-1).flatMap(rowsOf);
  const columns = columnsFor(ever, facts);
  return [
    `# ${t('Spending')}`,
    t(
      'What Easel made on this machine, by its own account. What you are charged is decided by the services: their usage pages have the last word.',
    ),
    ...(periods.every(isEmpty)
      ? [limitText(facts), t('Nothing was made.')]
      : periods.flatMap((period, at) => [
          `## ${period.title}`,
          ...(at === 0 ? [limitText(facts)] : []),
          ...periodText(period, columns, facts),
        ])),
    ...countersText(ever, facts),
    ...(ever.length > 0 ? [`## ${t('About These Figures')}`, columns.map(({ note }) => `- ${note}`).join('\n')] : []),
    '',
  ].join('\n\n');
}

function periodsOf({ jobs, images, isInBook, isFree, now }: SpendingFacts): readonly Period[] {
  const today = dayOf(now);
  const month = today.slice(0, 7);
  const ever: Period = { title: t('All Time'), has: () => true, rows: new Map(), placeholders: 0 };
  const periods: readonly Period[] = [
    { title: t('Today'), has: (day) => day === today, rows: new Map(), placeholders: 0 },
    { title: t('This Month'), has: (day) => day.startsWith(month), rows: new Map(), placeholders: 0 },
    ever,
  ];
  const periodOf = (day: string) => periods.find(({ has }) => has(day)) ?? ever;
  for (const spent of jobs) {
    const { day, provider, model } = spent.reserved;
    addJob(rowOf(periodOf(day), provider, model), spent);
  }
  for (const { at, job, provider, model } of images) {
    if (isInBook(job)) continue;
    const period = periodOf(dayOf(at));
    if (isFree(provider)) period.placeholders += 1;
    else addImage(rowOf(period, provider, model));
  }
  // Each is in the shortest so far: what is of today is of this month, too.
  for (const [at, period] of periods.entries()) addPeriod(period, periods[at - 1]);
  return periods;
}

function rowOf({ rows }: Pick<Period, 'rows'>, provider: string, model: string): Row {
  let models = rows.get(provider);
  if (!models) rows.set(provider, (models = new Map<string, Row>()));
  const known = models.get(model);
  if (known) return known;
  const row: Row = {
    provider,
    model,
    made: 0,
    open: 0,
    underWay: 0,
    cost: undefined,
    prices: new Map(),
    openPrices: new Map(),
    counters: new Map(),
  };
  models.set(model, row);
  return row;
}

function rowsOf({ rows }: Pick<Period, 'rows'>): readonly Row[] {
  return [...rows.values()].flatMap((models) => [...models.values()]);
}

function addPeriod(period: Period, shorter: Period | undefined): void {
  if (!shorter) return;
  period.placeholders += shorter.placeholders;
  for (const each of rowsOf(shorter)) {
    const row = rowOf(period, each.provider, each.model);
    row.made += each.made;
    row.open += each.open;
    row.underWay += each.underWay;
    if (each.cost !== undefined) row.cost = (row.cost ?? 0) + each.cost;
    for (const [price, images] of each.prices) increase(row.prices, price, images);
    for (const [price, images] of each.openPrices) increase(row.openPrices, price, images);
    for (const [name, value] of each.counters) increase(row.counters, name, value);
  }
}

function addJob(row: Row, { reserved, account }: Spent): void {
  if (!account) {
    row.underWay += reserved.images;
    return;
  }
  const { made, open, cost, costed = 0, usage = {} } = account;
  row.made += made;
  row.open += open;
  if (cost !== undefined) row.cost = (row.cost ?? 0) + cost;
  // What the service says of an image's cost goes before what anybody knew of its price.
  increase(row.prices, reserved.price, Math.max(0, made - costed));
  increase(row.openPrices, reserved.price, open);
  for (const name of Object.keys(usage)) increase(row.counters, name, usage[name] ?? 0);
}

/** Of a version that kept no account of money. */
function addImage(row: Row): void {
  row.made += 1;
  increase(row.prices, undefined, 1);
}

function increase<Name>(counts: Map<Name, number>, name: Name, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** What the column means. */
  readonly note: string;
}

/** Those in which something stands. */
function columnsFor(rows: readonly Row[], { language }: SpendingFacts): readonly Column[] {
  const format = new Intl.NumberFormat([language, 'en']);
  const costs = new Intl.NumberFormat('en', { maximumFractionDigits: 10, useGrouping: false });
  const count = (number: number) => (number === 0 ? '' : format.format(number));
  const all: readonly Column[] = [
    {
      title: t('Images'),
      cell: ({ made }) => format.format(made),
      note: t('**Images** became files.'),
    },
    {
      title: t('Unclear'),
      cell: ({ open }) => count(open),
      note: t(
        '**Unclear** images are no files and may have been charged: the answer never came or gave no image, or the image was lost or is still to be had. What is still owed to you is in “Easel: Show Jobs…”.',
      ),
    },
    {
      title: t('Under Way'),
      cell: ({ underWay }) => count(underWay),
      note: t('Images **under way** were asked for by a job that has not ended, or was cut off.'),
    },
    {
      title: t('Cost Reported'),
      cell: ({ cost }) => (cost === undefined ? '' : costText(costs, cost)),
      note: t('**Cost reported**: what the service itself said with its answers (`usage.cost`), in its own unit.'),
    },
    {
      title: t('Estimate'),
      cell: estimateText(count),
      note: t(
        '**Estimate**: images without a reported cost, times the price of one as it was known then, by `easel.prices` or else by the service’s documents. Prices in different currencies are not added up.',
      ),
    },
    {
      title: t('Tokens'),
      cell: ({ counters }) => count(tokensIn(counters)),
      note: t('**Tokens**: all that the service counted, where it says so.'),
    },
  ];
  const columns = all.map((column) => ({ ...column, cell: once(column.cell) }));
  return columns.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
}

/** A column is asked first whether anything stands in it, and then what does. */
function once(cell: Column['cell']): Column['cell'] {
  const known = new Map<Row, string>();
  return (row) => {
    const text = known.get(row) ?? cell(row);
    known.set(row, text);
    return text;
  };
}

function estimateText(count: (number: number) => string): Column['cell'] {
  return ({ prices, openPrices }) => {
    const made = madeText(prices, count);
    const { known: open, unpriced } = costOf(openPrices);
    // With one whose price nobody knows it would be no bound.
    if (open === '' || unpriced > 0) return made;
    return made === ''
      ? t('up to {0} if what is unclear was charged', open)
      : t('{0}, and up to {1} if what is unclear was charged', made, open);
  };
}

function madeText(prices: Row['prices'], count: (number: number) => string): string {
  const { known, unpriced } = costOf(prices);
  if (unpriced === 0) return known === '' ? '' : t('about {0}', known);
  if (known === '') return t('price not known');
  return t('about {0}, and {1} whose price is not known', known, count(unpriced));
}

function costOf(prices: Row['prices']): { readonly known: string; readonly unpriced: number } {
  const { sums, unpriced } = sumOfPrices([...prices].map(([price, images]) => ({ price, images })));
  return { known: sums.map(words).join(' + '), unpriced };
}

/** Without the digits that adding leaves behind. */
function costText(format: Intl.NumberFormat, cost: number): string {
  return format.format(Number(cost.toPrecision(10)));
}

/** The names that services have for it. */
const totals = ['total_tokens', 'totalTokenCount', 'totalTokens'];

function tokensIn(counters: ReadonlyMap<string, number>): number {
  return counters.get(totals.find((name) => counters.has(name)) ?? '') ?? 0;
}

function limitText({ limit, used, language }: SpendingFacts): string {
  const format = new Intl.NumberFormat([language, 'en']);
  if (limit === 0) return t('No daily limit is set (`easel.dailyImageLimit`).');
  const left = Math.max(0, limit - used);
  return t(
    'Of {0} images that `easel.dailyImageLimit` allows a day, {1} are used, and {2} are left until midnight.',
    format.format(limit),
    format.format(used),
    format.format(left),
  );
}

/** Without jobs that came to nothing. */
function toldRows(period: Period): readonly Row[] {
  return rowsOf(period).filter(({ made, open, underWay }) => made + open + underWay > 0);
}

function isEmpty(period: Period): boolean {
  return period.placeholders === 0 && toldRows(period).length === 0;
}

function periodText(period: Period, columns: readonly Column[], facts: SpendingFacts): string[] {
  if (isEmpty(period)) return [t('Nothing was made.')];
  const { placeholders } = period;
  const all = toldRows(period);
  const parts: string[] = [];
  if (all.length > 0) {
    const titles = columns.map(({ title }) => title);
    const cells = sorted(all, facts).map((row) => [...namesOf(row, facts), ...columns.map(({ cell }) => cell(row))]);
    parts.push(table([t('Provider'), t('Model')], titles, cells));
  }
  if (placeholders > 0) {
    const format = new Intl.NumberFormat([facts.language, 'en']);
    parts.push(t('Placeholders by Sketch, free: {0}', format.format(placeholders)));
  }
  return parts;
}

/** The most first. */
function sorted(rows: readonly Row[], { nameOf }: SpendingFacts): readonly Row[] {
  const { compare } = new Intl.Collator('en');
  const name = ({ provider, model }: Row) => `${nameOf(provider)} ${model}`;
  return rows.toSorted((a, b) => b.made - a.made || compare(name(a), name(b)));
}

function namesOf({ provider, model }: Row, { nameOf }: SpendingFacts): readonly string[] {
  return [words(nameOf(provider)), code(model)];
}

const mostCounters = 12;

function countersText(rows: readonly Row[], facts: SpendingFacts): string[] {
  const counting = rows.filter(({ counters }) => counters.size > 0);
  if (counting.length === 0) return [];
  const format = new Intl.NumberFormat([facts.language, 'en']);
  const depth = (name: string) => name.split('.').length;
  const cells = sorted(counting, facts).map((row) => {
    const named = [...row.counters].toSorted(([a], [b]) => depth(a) - depth(b)).slice(0, mostCounters);
    const texts = named.map(([name, value]) => `${code(name)} ${format.format(value)}`);
    return [...namesOf(row, facts), [...texts, ...(row.counters.size > mostCounters ? ['…'] : [])].join(', ')];
  });
  return [`## ${t('What the Services Counted')}`, table([t('Provider'), t('Model'), t('Counters')], [], cells)];
}
