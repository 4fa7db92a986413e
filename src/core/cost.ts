import { t } from '@vscode/l10n';

/** A price hint as it stands in rows and settings: "$0.034", "¥0.20", "≥ $0.134", "$0.045–0.151", "0.2 元". */
const priced = /^(\D*)(\d+(?:\.\d+)?)(?:(\s*[–-]\s*\D*)(\d+(?:\.\d+)?))?(\D*)$/;

/** What so many images cost by a hint of what one costs. Undefined: the hint is no price that can be multiplied. */
export function priceOf(hint: string, images: number): string | undefined {
  const [, before, least, between, most, after] = priced.exec(hint) ?? [];
  if (least === undefined) return undefined;
  const times = (amount: string) => multiplied(amount, images);
  return `${before ?? ''}${times(least)}${most === undefined ? '' : `${between ?? ''}${times(most)}`}${after ?? ''}`;
}

/** Exact in the decimals that a price has, and two at least. */
function multiplied(amount: string, images: number): string {
  const decimals = amount.split('.')[1]?.length ?? 0;
  const product = (Math.round(Number(amount) * 10 ** decimals) * images) / 10 ** decimals;
  const text = product.toFixed(decimals);
  // "$0.340" reads as "$0.34".
  return decimals > 2 ? text.replace(/0+$/, (zeros) => '0'.repeat(Math.max(0, zeros.length - (decimals - 2)))) : text;
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
