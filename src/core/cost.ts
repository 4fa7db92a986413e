import { t } from '@vscode/l10n';

/** A price hint as it stands in rows and settings: "$0.034", "¥0.20", "≥ $0.134", "$0.045–0.151", "0.2 元". */
const priced = /^(\D*)(\d+(?:\.\d+)?)(?:(\s*[–-]\s*\D*)(\d+(?:\.\d+)?))?(\D*)$/;

/** What a hint says: its words, and the one or two amounts that stand between them. */
interface Price {
  readonly words: readonly string[];
  readonly amounts: readonly Amount[];
}

/** Exact, however often it is added. */
interface Amount {
  readonly units: bigint;
  readonly decimals: number;
}

/** What so many images cost by a hint of what one costs. Undefined: the hint is no price that can be multiplied. */
export function priceOf(hint: string, images: number): string | undefined {
  const price = priceIn(hint);
  return price && priceText(times(price, images));
}

/** What images cost by the hints that were known of them. */
export interface PriceSum {
  /** One for each currency and way of writing it: these do not add up. */
  readonly sums: readonly string[];
  /** Images whose price is not known, or nothing that can be multiplied. */
  readonly unpriced: number;
}

export function sumOfPrices(all: Iterable<{ readonly price?: string | undefined; readonly images: number }>): PriceSum {
  const sums = new Map<string, Price>();
  let unpriced = 0;
  for (const { price: hint, images } of all) {
    if (images === 0) continue;
    const price = hint === undefined ? undefined : priceIn(hint);
    if (!price) {
      unpriced += images;
      continue;
    }
    const key = JSON.stringify(price.words);
    const sum = sums.get(key);
    sums.set(key, sum ? plus(sum, times(price, images)) : times(price, images));
  }
  return { sums: [...sums.values()].map(priceText), unpriced };
}

function priceIn(hint: string): Price | undefined {
  const [, before, least, between, most, after] = priced.exec(hint) ?? [];
  if (least === undefined) return undefined;
  const isRange = between !== undefined && most !== undefined;
  return {
    words: [before ?? '', ...(isRange ? [between] : []), after ?? ''],
    amounts: [amountIn(least), ...(isRange ? [amountIn(most)] : [])],
  };
}

function amountIn(text: string): Amount {
  const [whole = '', fraction = ''] = text.split('.');
  return { units: BigInt(whole + fraction), decimals: fraction.length };
}

function times({ words, amounts }: Price, images: number): Price {
  const factor = BigInt(images);
  return { words, amounts: amounts.map(({ units, decimals }) => ({ units: units * factor, decimals })) };
}

function plus(a: Price, b: Price): Price {
  return { words: a.words, amounts: a.amounts.map((amount, at) => sumOf(amount, b.amounts[at] ?? nothing)) };
}

const nothing: Amount = { units: 0n, decimals: 0 };

function sumOf(a: Amount, b: Amount): Amount {
  const decimals = Math.max(a.decimals, b.decimals);
  const scaled = ({ units, decimals: has }: Amount) => units * 10n ** BigInt(decimals - has);
  return { units: scaled(a) + scaled(b), decimals };
}

function priceText({ words, amounts }: Price): string {
  return words.map((word, at) => word + (amounts[at] ? amountText(amounts[at]) : '')).join('');
}

/** In the decimals that the price has: "$0.340" reads as "$0.34". */
function amountText({ units, decimals }: Amount): string {
  if (decimals === 0) return String(units);
  const digits = String(units).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals);
  const needed = fraction.slice(2).replace(/0+$/, '');
  return `${digits.slice(0, -decimals)}.${fraction.slice(0, 2)}${needed}`;
}

/** One model that is asked, as far as money goes. */
export interface Asked {
  readonly isFree: boolean;
  readonly price?: string | undefined;
}

/** What a request costs, as a hint for people: a sum per model, since currencies do not add up. */
export function costHint(asked: readonly Asked[], imagesEach: number): string {
  if (asked.length === 0) return '';
  if (asked.every(({ isFree }) => isFree)) return t('free');
  const parts = asked
    .filter(({ isFree }) => !isFree)
    .map(({ price }) => (price === undefined ? undefined : (priceOf(price, imagesEach) ?? price)));
  if (parts.every((part) => part === undefined)) return t('price not known');
  const known = parts.filter((part) => part !== undefined);
  const sum = t('about {0}', known.join(' + '));
  return known.length < parts.length ? t('{0}, and more whose price is not known', sum) : sum;
}
