import { maxSaved } from '../protocol/calls.ts';
import type { Saved, State } from './state.ts';
import type { Store } from './store.ts';

const gatherMs = 500;

/**
 * Tells the host what is typed and chosen, so that a panel that is opened after this one is closed goes on with it: VS Code
 * keeps a page's own memory only as long as its panel. Works until the returned function is called.
 */
export function rememberDraft(store: Store): () => void {
  let told: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    const saved = savedText(store.state);
    if (saved === undefined || saved === told) return;
    told = saved;
    void store.attempt(() => store.host.call('remember', { saved }));
  };
  const stop = store.listen(() => {
    if (!store.state.host) return;
    // What the page begins with is no news.
    told ??= savedText(store.state);
    timer ??= setTimeout(tell, gatherMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** As JSON, without the views that lie over each other; undefined: it is more than can be told. */
function savedText({ host: _, status: __, ...all }: State): string | undefined {
  const saved: Saved = { ...all, routes: [{ view: 'create' }] };
  // Of all that is kept, only what is marked gets that long.
  return [saved, { ...saved, region: null }]
    .map((each) => JSON.stringify(each))
    .find(({ length }) => length <= maxSaved);
}
