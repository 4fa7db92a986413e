import type { Model } from '../base/provider.ts';

/** The references of a request, before any of them is read. */
export interface NamedReferences {
  /** Addresses: links, or the URIs of files. */
  readonly references: readonly string[];
  readonly hasMask: boolean;
  /** Earlier turns go along, whose pictures are files of this machine. */
  readonly isConversing: boolean;
}

/**
 * The references as the links that the service fetches by itself, in the order in which they were named; undefined when
 * they are to be read and sent as bytes. All go one way: services that take links document no mixture.
 */
export function linksToSend(
  model: Model,
  { references, hasMask, isConversing }: NamedReferences,
): readonly string[] | undefined {
  const { urls } = model.capabilities.references;
  if (urls === undefined || hasMask || isConversing || references.length === 0) return undefined;
  return references.every((reference) => isPublicLink(reference, urls)) ? references : undefined;
}

/** A link in the parts that a URI has, none of them decoded. */
export interface LinkParts {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

/**
 * The parts of an http(s) link, letter for letter: a signed link is good only as it was written, and "%2B" read as "+"
 * is another one. Undefined for anything else.
 */
export function linkParts(reference: string): LinkParts | undefined {
  const [, scheme, authority, path, query] = /^(https?):\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(reference) ?? [];
  if (scheme === undefined || authority === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), authority, path: path === '' ? '/' : (path ?? '/'), query: query ?? '' };
}

/** The link that the parts are of, without what stands behind a "#": no server is told that. */
export function linkOf({ scheme, authority, path, query }: LinkParts): string {
  return `${scheme}://${authority}${path}${query === '' ? '' : `?${query}`}`;
}

/** Endings of names that no public server has. */
const privateName = /^[^.]*$|\.(?:local|localhost|internal|lan|home|intranet|test)$/;
/** IPv4 as `URL` writes it, whatever the spelling was: this machine, private networks, link-local. */
const privateAddress =
  /^(?:0|10|127)\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.168\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/**
 * Whether a service out there can fetch it, as far as the link itself tells. One with a password in it is not handed on,
 * and what only this machine reaches is read here, under the rules for downloads.
 */
function isPublicLink(reference: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(reference)) return false;
  const { protocol, hostname, username, password } = new URL(reference);
  if (!schemes.includes(protocol) || username !== '' || password !== '') return false;
  return !hostname.startsWith('[') && !privateName.test(hostname) && !privateAddress.test(hostname);
}
