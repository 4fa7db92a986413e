import type { Http } from '../core/http.ts';
import type { NetworkSettings } from './http/networkSettings.ts';

/**
 * The transport, loaded when the first request is made: most windows never send one.
 * @param translations VS Code's bundle of strings, for the bundle that the transport is.
 */
export function lazyHttp(
  settings: () => NetworkSettings,
  translations: Readonly<Record<string, string>> | undefined,
): Http {
  let http: Promise<Http> | undefined;
  const load = async () => {
    const bundle = await import('./http/bundle.ts');
    if (translations) bundle.translate(translations);
    return bundle.createHttp(settings);
  };
  return {
    async exchange(request, receiver, signal) {
      await (await (http ??= load())).exchange(request, receiver, signal);
    },
  };
}
