import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';
import type { NetworkSettings } from './networkSettings.ts';

/** Where Linux distributions keep the certificates that their administrators trust. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Codes that mean: no certificate among those trusted vouches for this one. With more certificates at hand the same
 * connection may be fine.
 */
const unvouched: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

export function isUnvouched(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unvouched.has(String(error.code));
}

/**
 * Which certificates connections trust: those that come with Node.js, which are at hand at once and enough for nearly
 * everybody; or those together with the system's and `NODE_EXTRA_CA_CERTS`. The latter are loaded when the former do
 * not vouch for a server and never before, because asking macOS or Windows blocks the thread for tens of milliseconds.
 */
export interface Trust {
  /** What is at hand under these settings. */
  atHand(settings: NetworkSettings): tls.SecureContext;
  /** All that the settings allow, loaded once; at hand from then on. Undefined: nothing beyond Node.js's own. */
  full(settings: NetworkSettings): Promise<tls.SecureContext> | undefined;
}

export function createTrust(): Trust {
  let basic: tls.SecureContext | undefined;
  const loading = new Map<string, Promise<tls.SecureContext>>();
  const loaded = new Map<string, tls.SecureContext>();
  return {
    atHand: (settings) => loaded.get(keyOf(settings)) ?? (basic ??= tls.createSecureContext()),
    full(settings) {
      if (!usesSystem(settings) && extraFileOf(settings) === '') return undefined;
      const key = keyOf(settings);
      const context = loading.get(key) ?? loadContext(settings);
      loading.set(key, context);
      return context.then((ready) => {
        loaded.set(key, ready);
        return ready;
      });
    },
  };
}

const usesSystem = (settings: NetworkSettings): boolean => settings.systemCertificates ?? true;
const extraFileOf = (settings: NetworkSettings): string => settings.env?.['NODE_EXTRA_CA_CERTS'] ?? '';
const systemFileOf = (settings: NetworkSettings): string => settings.env?.['SSL_CERT_FILE'] ?? '';

function keyOf(settings: NetworkSettings): string {
  return JSON.stringify([usesSystem(settings), extraFileOf(settings), systemFileOf(settings)]);
}

async function loadContext(settings: NetworkSettings): Promise<tls.SecureContext> {
  const extraFile = extraFileOf(settings);
  const extra = extraFile === '' ? [] : await certificatesIn(extraFile);
  const system = usesSystem(settings) ? await systemCertificates(systemFileOf(settings)) : [];
  const unique = new Map([...tls.rootCertificates, ...extra, ...system].map((pem) => [pem.replace(/\s/g, ''), pem]));
  return tls.createSecureContext({ ca: [...unique.values()] });
}

async function systemCertificates(systemFile: string): Promise<readonly string[]> {
  const known = askNode();
  if (known.length > 0) return known;
  for (const file of systemFile === '' ? bundles : [systemFile]) {
    const found = await certificatesIn(file);
    if (found.length > 0) return found;
  }
  return [];
}

/** Node.js 22.15 and later can ask the system; older ones leave Linux's files to read. */
function askNode(): readonly string[] {
  const ask: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof ask !== 'function') return [];
  const found: unknown = Reflect.apply(ask, tls, ['system']);
  return Array.isArray(found) ? found.filter((pem) => typeof pem === 'string') : [];
}

/** The certificates in a PEM file; none when it cannot be read, as Node.js treats `NODE_EXTRA_CA_CERTS`. */
async function certificatesIn(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
