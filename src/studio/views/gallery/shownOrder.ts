import type { Store } from '../../store.ts';

const orders = new WeakMap<Store, readonly string[]>();

/** The gallery says what it shows, in order, so that details can be walked through. */
export function setShownOrder(store: Store, uris: readonly string[]): void {
  orders.set(store, uris);
}

/** Images before and after this one: in the gallery as it is filtered, or else among the results in the feed. */
export function neighboursOf(store: Store, uri: string): { readonly before?: string; readonly after?: string } {
  const results = (store.state.host?.cards ?? []).flatMap(({ images }) => images.map((image) => image.uri));
  const order = [orders.get(store) ?? [], results].find((each) => each.includes(uri)) ?? [];
  const at = order.indexOf(uri);
  const [before, after] = [order[at - 1], order[at + 1]];
  if (at === -1) return {};
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}
