import type { Card } from '../../../protocol/types.ts';

/** A row of the feed: one card, or all cards of one prompt that was tried on several models. */
export interface FeedEntry {
  readonly key: string;
  readonly cards: readonly Card[];
}

/**
 * Cards as rows, in the order in which the newest of each comes. Within a group they stand as the models were chosen:
 * the one that began first is first.
 */
export function entriesOf(cards: readonly Card[]): readonly FeedEntry[] {
  const rows = new Map<string, Card[]>();
  for (const card of cards) {
    const key = card.group ?? card.id;
    const row = rows.get(key);
    if (row) row.unshift(card);
    else rows.set(key, [card]);
  }
  return [...rows].map(([key, row]) => ({ key, cards: row }));
}
