import { isIP } from 'node:net';
import { t } from '@vscode/l10n';
import { type AddressKind, kindOfAddress } from './address.ts';

/** What the guard lets pass beside the public internet. */
export interface GuardExceptions {
  /** `easel.allowHosts`: hosts, or a domain with all below it as ".example.com" or "*.example.com". */
  readonly allowHosts?: readonly string[];
  /** Base URL of the service that named the link. */
  readonly serviceUrl?: string;
}

/** What the guard says of a link: an objection in the person's language, or how its address is to be judged later. */
export type Verdict =
  | { readonly objection: string }
  | {
      readonly objection?: never;
      /** Judges an address that the link's host resolved or connected to; an objection, or undefined. */
      readonly judge: (address: string) => string | undefined;
    };

const anyAddress = { judge: () => undefined } as const;

/** Names that no public DNS answers: a link that uses one points into somebody's own network. */
const privateSuffixes = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'home.arpa',
];

/**
 * Judges a link that a service named, before anything is connected. All spellings of an address (decimal, octal, hex,
 * short, mapped) are one after the URL parser, so the host it yields is what counts.
 */
export function judgeLink(url: URL, exceptions: GuardExceptions): Verdict {
  const host = bareHost(url);
  if (isServiceOwn(url, exceptions.serviceUrl)) return anyAddress;
  if (url.protocol !== 'https:') return { objection: t('The link is not https.') };
  if (isAllowed(host, exceptions.allowHosts ?? [])) return anyAddress;
  if (isIP(host) !== 0) {
    const kind = kindOfAddress(host);
    return kind === undefined ? { judge: judgeByLiteral } : { objection: objectionTo(host, kind) };
  }
  if (isPrivateName(host)) {
    return { objection: t('The link leads to {0}, a name of a private network.', host) };
  }
  return { judge: (address) => judgeByName(host, address) };
}

function judgeByLiteral(address: string): string | undefined {
  const kind = kindOfAddress(address);
  return kind === undefined ? undefined : objectionTo(address, kind);
}

function judgeByName(host: string, address: string): string | undefined {
  const kind = kindOfAddress(address);
  // A name that resolves to a fake-ip address is on its way through the person's own proxy, which resolves it for real.
  if (kind === undefined || kind === 'fakeIp') return undefined;
  return t('{0} leads to {1}', host, objectionTo(address, kind));
}

function objectionTo(address: string, kind: AddressKind): string {
  switch (kind) {
    case 'loopback':
      return t('{0}, an address of this machine.', address);
    case 'private':
      return t('{0}, an address of a private network.', address);
    case 'fakeIp':
    case 'reserved':
      return t('{0}, an address that is not on the public internet.', address);
  }
}

/** The host without the brackets of IPv6 and without the dot that ends an absolute name. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return isIP(name) !== 0 && kindOfAddress(name) === 'loopback';
}

/**
 * Links to the service's own origin pass where the person wrote an address or a loopback name: such an origin cannot
 * be pointed elsewhere by whoever answers DNS.
 */
function isServiceOwn(url: URL, serviceUrl: string | undefined): boolean {
  if (serviceUrl === undefined || !URL.canParse(serviceUrl)) return false;
  const service = new URL(serviceUrl);
  if (service.origin !== url.origin) return false;
  const host = bareHost(service);
  return isLoopbackHost(host) || (isIP(host) !== 0 && url.protocol === 'https:');
}

function isAllowed(host: string, allowHosts: readonly string[]): boolean {
  return allowHosts.some((entry) => {
    const allowed = entry.trim().toLowerCase().replace(/^\*/, '').replace(/\.$/, '');
    if (allowed.startsWith('.')) return allowed.length > 1 && `.${host}`.endsWith(allowed);
    return URL.canParse(`https://${allowed}`) && bareHost(new URL(`https://${allowed}`)) === host;
  });
}

function isPrivateName(host: string): boolean {
  return !host.includes('.') || privateSuffixes.some((suffix) => host.endsWith(`.${suffix}`));
}
