import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { bareHost, isLoopbackHost } from './guard.ts';
import type { NetworkSettings } from './networkSettings.ts';

/** How a server is reached. */
export type Route =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'connect' | 'socks5';
      readonly host: string;
      readonly port: number;
      /** The proxy itself is spoken to over TLS. */
      readonly secure: boolean;
      /** Value of `Proxy-Authorization`. */
      readonly authorization?: string;
      readonly username: string;
      readonly password: string;
    };

const schemes: Readonly<Record<string, { kind: 'connect' | 'socks5'; port: number; secure: boolean }>> = {
  'http:': { kind: 'connect', port: 80, secure: false },
  'https:': { kind: 'connect', port: 443, secure: true },
  'socks:': { kind: 'socks5', port: 1080, secure: false },
  'socks5:': { kind: 'socks5', port: 1080, secure: false },
  'socks5h:': { kind: 'socks5', port: 1080, secure: false },
};

/** The way to a URL under these settings. Loopback is always direct. Throws `EaselError` for a proxy nobody can use. */
export function routeTo(url: URL, settings: NetworkSettings): Route {
  const proxy = proxyText(settings);
  if (proxy === '' || isLoopbackHost(bareHost(url)) || isExempt(url, settings)) return { kind: 'direct' };
  return parseProxy(proxy, settings.proxyAuthorization);
}

function proxyText(settings: NetworkSettings): string {
  const env = settings.env ?? {};
  const names = ['https_proxy', 'http_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  const candidates = [settings.proxy, ...names.map((name) => env[name])];
  return candidates.map((value) => value?.trim() ?? '').find((value) => value !== '') ?? '';
}

function parseProxy(text: string, authorization: string | null | undefined): Route {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) throw unusable(t('The proxy address in the settings is not a URL.'));
  // URL knows the parts of "http:" only; the others are read through it with their own scheme put back.
  const scheme = full.slice(0, full.indexOf('//')).toLowerCase();
  const known = schemes[scheme];
  if (known === undefined) throw unusable(t('Proxies of the kind "{0}" cannot be used.', scheme.slice(0, -1)));
  const asHttp = `http${full.slice(full.indexOf('://'))}`;
  if (!URL.canParse(asHttp)) throw unusable(t('The proxy address in the settings is not a URL.'));
  const url = new URL(asHttp);
  const header = authorization ?? basic(url);
  return {
    kind: known.kind,
    host: bareHost(url),
    port: portOf(full, url, known.port),
    secure: known.secure,
    ...(header === undefined ? {} : { authorization: header }),
    username: decoded(url.username),
    password: decoded(url.password),
  };
}

/** `URL` drops ":80" from what it takes for http, though it was written for another scheme. */
function portOf(full: string, url: URL, fallback: number): number {
  if (url.port !== '') return Number(url.port);
  return /:80(?:\/|$)/.test(full.slice(full.indexOf('://') + 3)) ? 80 : fallback;
}

function basic(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const pair = `${decoded(url.username)}:${decoded(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unusable(what: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: t('Correct the setting http.proxy or the variable HTTPS_PROXY: http, https and socks5 proxies can be used.'),
  });
}

/** A pattern covers a host and all below it, with or without a leading dot; a port in it must be the URL's. */
function isExempt(url: URL, settings: NetworkSettings): boolean {
  const env = settings.env ?? {};
  const fromEnv = (env['no_proxy'] ?? env['NO_PROXY'] ?? '').split(/[\s,]+/);
  const host = bareHost(url).toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return [...(settings.noProxy ?? []), ...fromEnv].some((pattern) => covers(pattern.trim().toLowerCase(), host, port));
}

function covers(pattern: string, host: string, port: string): boolean {
  if (pattern === '') return false;
  if (pattern === '*') return true;
  const parts = /^\[(.+)\](?::(\d+))?$/.exec(pattern) ?? /^([^:]+)(?::(\d+))?$/.exec(pattern);
  const name = (parts?.[1] ?? pattern).replace(/^\*?\./, '').replace(/\.$/, '');
  const wantedPort = parts?.[2];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  return `.${host}`.endsWith(`.${name}`);
}
