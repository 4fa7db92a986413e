import { t } from '@vscode/l10n';
import { EaselError } from '../../base/errors.ts';
import { bareHost, isLoopbackHost } from './guard.ts';

/**
 * A base URL as a person pasted it (an origin, ".../v1", a trailing slash, the full documented URL, without a scheme),
 * in the one form that paths are put after: "https://host[:port][/prefix]", no slash at the end, no version.
 *
 * @param ownPath How the paths begin that Easel will add: "/v1", "/api/v3", "/gemini".
 * @throws EaselError `invalidRequest`. It never quotes the text, which may hold a password.
 */
export function normaliseBaseUrl(pasted: string, ownPath = '/v1'): string {
  const text = pasted.trim();
  if (text === '') throw unusable(t('The address is empty.'));
  if (hasBlanks(text)) throw unusable(t('The address has spaces or line breaks in it.'));
  const full = withScheme(text);
  if (!URL.canParse(full)) throw unusable(t('The address is not a URL.'));
  const url = new URL(full);
  checkParts(url, full);
  return `${url.origin}${prefixOf(url.pathname, ownPath)}`;
}

function hasBlanks(text: string): boolean {
  return /[\s\p{Cc}\p{Cf}]/u.test(text);
}

function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  // "https:/host" is a slip and "mailto:x" something else; neither is a host with an empty port. "localhost:3000" is one.
  if (/^[a-z][a-z0-9+.-]*:(?!\d)[^@]*$/i.test(text)) throw unusable(t('The address must begin with https://.'));
  const asHttps = `https://${text.replace(/^\/\//, '')}`;
  // A relay on one's own machine rarely has a certificate.
  const isLoopback = URL.canParse(asHttps) && isLoopbackHost(bareHost(new URL(asHttps)));
  return isLoopback ? asHttps.replace(/^https/, 'http') : asHttps;
}

function checkParts(url: URL, full: string): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw unusable(t('The address must begin with https://.'));
  }
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(full)) {
    throw unusable(t('The address holds a user name or password. Keys are entered with “Easel: Set API Key…”.'));
  }
  if (full.includes('?')) throw unusable(t('The address has a query ("?…"), which cannot be kept.'));
  if (full.includes('#')) throw unusable(t('The address has a fragment ("#…"): it is a page for people.'));
  if (url.protocol === 'http:' && !isLoopbackHost(bareHost(url))) {
    throw unusable(t('http is only for this machine: the key would cross the network readable by everyone.'));
  }
}

/** What stands before the part that Easel adds by itself. */
function prefixOf(pathname: string, ownPath: string): string {
  const segments = segmentsOf(pathname);
  const own = segmentsOf(ownPath);
  const ownStart = segments.findIndex((_, index) => own.every((name, offset) => segments[index + offset] === name));
  const versionStart = segments.findIndex((name) => /^v\d+(?:(?:alpha|beta)\d*)?$/.test(name));
  const end = [ownStart, versionStart].find((index) => index !== -1) ?? segments.length;
  const prefix = segments.slice(0, end);
  // "https://host/api" for a service whose paths begin with "/api/v3".
  const overlap =
    own.map((_, count) => own.length - 1 - count).find((count) => endsWith(prefix, own.slice(0, count))) ?? 0;
  return prefix
    .slice(0, prefix.length - overlap)
    .map((name) => `/${name}`)
    .join('');
}

function endsWith(segments: readonly string[], tail: readonly string[]): boolean {
  return (
    tail.length <= segments.length && tail.every((name, i) => segments[segments.length - tail.length + i] === name)
  );
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function unusable(what: string): EaselError {
  return new EaselError({
    code: 'invalidRequest',
    what,
    money: 'notSent',
    next: t('Give the service as https://host, for example https://console.mixroute.io.'),
  });
}
