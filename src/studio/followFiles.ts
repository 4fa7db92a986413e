import { movedUri } from './movedUri.ts';
import type { Route } from './state.ts';
import type { Store } from './store.ts';

/** What is in front follows files to their new names, and goes when they are gone; until the returned function is called. */
export function followFiles(store: Store): () => void {
  return store.onEvent((event) => {
    if (event.name !== 'fileMoved') return;
    const moved = (uri: string) => movedUri(uri, event.data);
    const routes = store.state.routes.flatMap((route) => movedRoute(route, moved));
    store.update({ routes: routes.length > 0 ? routes : [{ view: 'create' }] });
  });
}

function movedRoute(route: Route, moved: (uri: string) => string | undefined): readonly Route[] {
  if ('uri' in route) {
    const uri = moved(route.uri);
    if (uri === undefined) return [];
    return route.view === 'region' && route.draft
      ? [{ ...route, uri, draft: { ...route.draft, uri } }]
      : [{ ...route, uri }];
  }
  if (route.view !== 'compare') return [route];
  const left = moved(route.left);
  const right = moved(route.right);
  return left === undefined || right === undefined ? [] : [{ ...route, left, right }];
}
