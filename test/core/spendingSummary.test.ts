import { describe, expect, it } from 'vitest';
import { SpendingBook, type Account, type Reserved } from '../../src/core/spending.ts';
import { spendingSummary, type SpendingFacts } from '../../src/core/spendingSummary.ts';

const now = new Date(2026, 2, 9, 12).getTime();
const labels: Readonly<Record<string, string>> = { openrouter: 'OpenRouter', mixroute: 'mixroute', sketch: 'Sketch' };

type Job = Partial<Reserved> & { readonly account?: Account };

function summaryOf(jobs: readonly Job[], others: Partial<SpendingFacts> = {}): string {
  const book = new SpendingBook();
  for (const [at, { account, ...reserved }] of jobs.entries()) {
    const job = `job-${at}`;
    const common = { day: '2026-03-09', provider: 'mixroute', model: 'nano', images: 1, limit: 0 };
    book.add({ type: 'reserved', at: now, job, ...common, ...reserved });
    if (account) book.add({ type: 'settled', at: now, job, ...account });
  }
  return spendingSummary({
    jobs: book.jobs(),
    images: [],
    isInBook: (job) => book.find(job) !== undefined,
    isFree: (provider) => provider === 'sketch',
    nameOf: (provider) => labels[provider] ?? provider,
    now,
    limit: 0,
    used: book.usedOn('2026-03-09'),
    language: 'en',
    ...others,
  });
}

const image = (job: string, provider: string, at = now) => ({ at, job, provider, model: 'nano' });

describe('the page about what was spent', () => {
  it('says so when there is nothing', () => {
    expect(summaryOf([])).toBe(
      [
        '# Spending',
        'What Easel made on this machine, by its own account. What you are charged is decided by the services: their usage pages have the last word.',
        'No daily limit is set (`easel.dailyImageLimit`).',
        'Nothing was made.',
        '',
      ].join('\n\n'),
    );
  });

  it('has today, this month and all time by provider and model, with what is known of the cost', () => {
    const usage = { total_tokens: 1250, 'details.image_tokens': 1200 };
    const text = summaryOf(
      [
        { images: 3, account: { made: 3, open: 0 }, price: '¥0.14' },
        { images: 2, account: { made: 1, open: 1 }, price: '$0.04' },
        { images: 4 },
        {
          day: '2026-03-01',
          provider: 'openrouter',
          model: 'a/b',
          price: '$9',
          account: { made: 2, open: 0, cost: 0.1, costed: 1, usage },
        },
        {
          day: '2026-03-02',
          provider: 'openrouter',
          model: 'a/b',
          account: { made: 1, open: 0, cost: 0.2, costed: 1, usage },
        },
        { day: '2025-12-31', account: { made: 1, open: 0 }, price: '¥0.2' },
      ],
      { limit: 50, images: [image('old', 'mixroute', 0), image('job-0', 'mixroute'), image('s', 'sketch')] },
    );
    expect(text).toBe(
      [
        '# Spending',
        'What Easel made on this machine, by its own account. What you are charged is decided by the services: their usage pages have the last word.',
        '## Today',
        'Of 50 images that `easel.dailyImageLimit` allows a day, 9 are used, and 41 are left until midnight.',
        [
          '| Provider | Model | Images | Unclear | Under Way | Cost Reported | Estimate | Tokens |',
          '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
          '| mixroute | `nano` | 4 | 1 | 4 |  | about ¥0.42 + \\$0.04, and up to \\$0.04 if what is unclear was charged |  |',
        ].join('\n'),
        'Placeholders by Sketch, free: 1',
        '## This Month',
        [
          '| Provider | Model | Images | Unclear | Under Way | Cost Reported | Estimate | Tokens |',
          '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
          '| mixroute | `nano` | 4 | 1 | 4 |  | about ¥0.42 + \\$0.04, and up to \\$0.04 if what is unclear was charged |  |',
          '| OpenRouter | `a/b` | 3 |  |  | 0.3 | about \\$9 | 2,500 |',
        ].join('\n'),
        'Placeholders by Sketch, free: 1',
        '## All Time',
        [
          '| Provider | Model | Images | Unclear | Under Way | Cost Reported | Estimate | Tokens |',
          '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
          '| mixroute | `nano` | 6 | 1 | 4 |  | about ¥0.62 + \\$0.04, and 1 whose price is not known, and up to \\$0.04 if what is unclear was charged |  |',
          '| OpenRouter | `a/b` | 3 |  |  | 0.3 | about \\$9 | 2,500 |',
        ].join('\n'),
        'Placeholders by Sketch, free: 1',
        '## What the Services Counted',
        [
          '| Provider | Model | Counters |',
          '| --- | --- | --- |',
          '| OpenRouter | `a/b` | `total_tokens` 2,500, `details.image_tokens` 2,400 |',
        ].join('\n'),
        '## About These Figures',
        [
          '- **Images** became files.',
          '- **Unclear** images are no files and may have been charged: the answer never came or gave no image, or the image was lost or is still to be had. What is still owed to you is in “Easel: Show Jobs…”.',
          '- Images **under way** were asked for by a job that has not ended, or was cut off.',
          '- **Cost reported**: what the service itself said with its answers (`usage.cost`), in its own unit.',
          '- **Estimate**: images without a reported cost, times the price of one as it was known then, by `easel.prices` or else by the service’s documents. Prices in different currencies are not added up.',
          '- **Tokens**: all that the service counted, where it says so.',
        ].join('\n'),
        '',
      ].join('\n\n'),
    );
  });

  it('leaves out what nobody said anything of, and jobs that came to nothing', () => {
    const text = summaryOf([
      { account: { made: 1, open: 0 }, price: 'by tokens' },
      { model: 'refused', account: { made: 0, open: 0 } },
    ]);
    expect(text).toContain('| Provider | Model | Images | Estimate |\n');
    expect(text).toContain('| mixroute | `nano` | 1 | price not known |');
    expect(text).not.toContain('refused');
  });

  it('lets no name, price or counter mean anything', () => {
    const hostile = '<img src=x>|![](https://evil.example)';
    const usage = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, 1]));
    const text = summaryOf([
      { provider: hostile, model: `\`${hostile}`, account: { made: 1, open: 0, usage }, price: '[x](y)1' },
    ]);
    expect(text).toContain(
      '| `<img src=x>\\|![](https://evil.example)` | `` `<img src=x>\\|![](https://evil.example) `` | 1 | about `[x](y)1` |',
    );
    expect(text).toContain('`n11` 1, … |');
    expect(text).not.toContain('n12');
  });

  it('writes numbers as its person’s language does, also one that is not known', () => {
    const rows = (language: string) =>
      summaryOf([{ images: 1500, account: { made: 1500, open: 0 } }], { language, limit: 9000 });
    expect(rows('de')).toContain('| 1.500 |');
    expect(rows('de')).toContain('Of 9.000 images');
    expect(rows('qps-ploc')).toContain('| 1,500 |');
  });
});
