import type { Route } from './state.ts';
import type { Store } from './store.ts';

/** What is in front follows files to their new names, and goes when they are gone; until the returned function is called. */
export function followFiles(store: Store): () => void {
  return store.onEvent((event) => {
    if (event.name !== 'fileMoved') return;
    const { from, to } = event.data;
    /** Undefined: gone. Of a folder, everything in it is meant. */
    const moved = (uri: string): string | undefined => {
      if (uri !== from && !uri.startsWith(`${from}/`)) return uri;
      return to === null ? undefined : to + uri.slice(from.length);
    };
    const routes = store.state.routes.flatMap((route) => movedRoute(route, moved));
    store.update({ routes: routes.length > 0 ? routes : [{ view: 'create' }] });
  });
}

function movedRoute(route: Route, moved: (uri: string) => string | undefined): readonly Route[] {
  if ('uri' in route) {
    const uri = moved(route.uri);
    return uri === undefined ? [] : [{ ...route, uri }];
  }
  if (route.view !== 'compare') return [route];
  const left = moved(route.left);
  const right = moved(route.right);
  return left === undefined || right === undefined ? [] : [{ ...route, left, right }];
}
