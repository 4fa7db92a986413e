import { joinSentences } from '../base/sentences.ts';
import type { Card } from '../protocol/types.ts';
import type { Store } from './store.ts';
import { transitionText } from './views/feed/cardText.ts';

/** Cards of one prompt begin one right after the other: what they have to say is said together. */
const gatherMs = 150;

/**
 * Says what becomes of jobs, whichever view is in front, once for each change; and goes on with a conversation from the
 * newest answer. Works until the returned function is called.
 */
export function watchCards(store: Store): () => void {
  let known: ReadonlyMap<string, Card> | undefined;
  let cards: readonly Card[] | undefined;
  let news: { text: string; isError: boolean }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const told = news;
    news = [];
    if (told.length === 0) return;
    const text = told.reduce((all, each) => joinSentences(all, each.text), '');
    const isError = told.some((each) => each.isError);
    // In front of their view the cards say it to those who see.
    if (store.state.routes.at(-1)?.view === 'create') store.announce(text, isError);
    else store.say(text, isError);
  };
  const stop = store.listen(() => {
    const now = store.state.host?.cards;
    if (!now || now === cards) return;
    cards = now;
    const before = known;
    known = new Map(now.map((card) => [card.id, card]));
    // What the page finds when it opens is no news.
    if (!before) return;
    const changed = now.filter((card) => before.get(card.id) !== card);
    for (const card of changed) {
      const text = transitionText(before.get(card.id), card);
      if (text) news.push(text);
    }
    for (const card of changed) followConversation(store, before.get(card.id), card);
    if (news.length === 0) return;
    clearTimeout(timer);
    timer = setTimeout(tell, gatherMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** The next turn answers the newest one. */
function followConversation(store: Store, before: Card | undefined, card: Card): void {
  const { draft } = store.state;
  const isAnswer = card.state === 'done' && before !== undefined && before.state !== 'done';
  if (!isAnswer || card.jobId === undefined || !card.canContinue) return;
  if (draft.continues === undefined || card.draft.continues !== draft.continues) return;
  store.update({ draft: { ...draft, continues: card.jobId } });
}
