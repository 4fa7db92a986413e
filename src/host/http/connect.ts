import { lookup as systemLookup } from 'node:dns';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { t } from '@vscode/l10n';
import { isUnvouched, type Trust } from './certificates.ts';
import { failure } from './failure.ts';
import { bareHost } from './guard.ts';
import type { Route } from './proxy.ts';
import type { NetworkSettings } from './networkSettings.ts';
import { openTunnel } from './tunnel.ts';

/** How names become addresses; the system's way unless a test has another. */
export type Lookup = (
  hostname: string,
  options: { readonly all: true; readonly hints?: number; readonly family?: number },
  callback: (error: Error | null, addresses: readonly { readonly address: string; readonly family: number }[]) => void,
) => void;

export interface Destination {
  readonly url: URL;
  readonly route: Route;
  readonly settings: NetworkSettings;
  readonly trust: Trust;
  /** An objection to an address, or undefined. Asked before connecting, and again of the address that was reached. */
  readonly judge: (address: string) => string | undefined;
  readonly lookup?: Lookup;
}

/** For name, proxy, TCP and TLS together. */
const connectTimeoutMs = 20_000;

/**
 * A socket that speaks to the URL's origin, through its proxy if there is one, with TLS done and the certificate
 * verified. Nothing of a request is sent yet, so whatever this rejects with is proof that none was.
 */
export async function connect(destination: Destination, signal: AbortSignal): Promise<net.Socket> {
  const attempt = new AbortController();
  const stop = () => {
    attempt.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    attempt.abort(failure('connect', t('{0} cannot be reached: no answer to connecting.', destination.url.hostname)));
  }, connectTimeoutMs);
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    return await connectTrusted(destination, attempt.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function connectTrusted(destination: Destination, signal: AbortSignal): Promise<net.Socket> {
  const { trust, settings } = destination;
  const tried = trust.atHand(settings);
  try {
    return await connectOnce(destination, tried, signal);
  } catch (error) {
    const full = isUnvouched(error) ? await trust.full(settings) : undefined;
    if (full === undefined || full === tried) throw error;
    return await connectOnce(destination, full, signal);
  }
}

async function connectOnce(
  { url, route, settings, judge, lookup }: Destination,
  trust: tls.SecureContext,
  signal: AbortSignal,
): Promise<net.Socket> {
  const host = bareHost(url);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const opened: net.Socket[] = [];
  const close = () => {
    for (const socket of opened) socket.destroy();
  };
  signal.addEventListener('abort', close);
  const keep = async <T extends net.Socket>(socket: T, event: string): Promise<T> => {
    // From here until the client takes over nobody else listens, and an 'error' without a listener ends the process.
    socket.on('error', () => undefined);
    opened.push(socket);
    await opening(socket, event);
    return socket;
  };
  try {
    let socket: net.Socket;
    if (route.kind === 'direct') {
      socket = await keep(openTcp(host, port, guardedLookup(judge, lookup)), 'connect');
      checkRemote(socket, judge);
    } else {
      socket = await keep(openTcp(route.host, route.port, lookup), 'connect');
      if (route.secure) {
        const rejectUnauthorized = settings.proxyStrictSSL ?? true;
        socket = await keep(openTls(socket, route.host, trust, rejectUnauthorized), 'secureConnect');
      }
      await openTunnel(socket, route, host, port);
    }
    if (url.protocol === 'https:') socket = await keep(openTls(socket, host, trust, true), 'secureConnect');
    signal.throwIfAborted();
    return socket;
  } catch (error) {
    close();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

function openTcp(host: string, port: number, lookup: Lookup | undefined): net.Socket {
  const options: net.TcpNetConnectOpts = { host, port };
  if (lookup !== undefined) options.lookup = asNodeLookup(lookup);
  // Not net.connect(): VS Code's waits for its own certificates first, and connects even when cancelled meanwhile.
  const socket = new net.Socket().connect(options);
  socket.setNoDelay(true);
  // A picture takes a minute in which nothing is said, and many routers forget a silent connection sooner.
  socket.setKeepAlive(true, 15_000);
  return socket;
}

function openTls(socket: net.Socket, host: string, trust: tls.SecureContext, verify: boolean): tls.TLSSocket {
  return tls.connect({
    socket,
    host,
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trust,
    // Says nothing beside a secureContext, but VS Code's tls.connect() adds all its certificates each time without it.
    ca: [],
    rejectUnauthorized: verify,
    ALPNProtocols: ['http/1.1'],
  });
}

function opening(socket: net.Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('close', () => {
      reject(failure('reset', t('The connection was cut.')));
    });
  });
}

function guardedLookup(judge: Destination['judge'], lookup: Lookup = systemLookup): Lookup {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, addresses) => {
      const objection = error ? undefined : addresses.map(({ address }) => judge(address)).find(Boolean);
      callback(objection === undefined ? error : failure('blocked', objection), addresses);
    });
  };
}

/** Node.js asks for one address or for all, depending on its version and options. */
function asNodeLookup(lookup: Lookup): net.LookupFunction {
  return (hostname, options, callback) => {
    const { hints } = options;
    const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0);
    lookup(hostname, { all: true, family, ...(hints === undefined ? {} : { hints }) }, (error, addresses) => {
      // Behind an error there are no addresses, whatever the types say.
      const [first] = error ? [] : addresses;
      if (error || first === undefined) callback(error ?? failure('dns', hostname), '');
      else if (options.all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };
}

function checkRemote(socket: net.Socket, judge: Destination['judge']): void {
  if (socket.remoteAddress === undefined) throw failure('reset', t('The connection was cut.'));
  const objection = judge(socket.remoteAddress);
  if (objection !== undefined) throw failure('blocked', objection);
}
