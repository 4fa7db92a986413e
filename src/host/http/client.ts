import { setImmediate as nextTurn } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import type { Http, HttpRequest, Receiver, ReplyHead } from '../../core/http.ts';
import { createTrust } from './certificates.ts';
import { connect, type Lookup } from './connect.ts';
import { type DecodeLimits, defaultDecodeLimits } from './decode.ts';
import { exchangeOver, type Message } from './exchange.ts';
import { failure } from './failure.ts';
import { bareHost, isLoopbackHost, judgeLink, type Verdict } from './guard.ts';
import { routeTo } from './proxy.ts';
import { Run } from './run.ts';
import type { NetworkSettings } from './networkSettings.ts';

export interface HttpOptions {
  readonly decodeLimits?: DecodeLimits;
  readonly lookup?: Lookup;
}

const maxRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** HTTP over connections of our own, one for each exchange. `settings` is asked anew every time. */
export function createHttp(settings: () => NetworkSettings, options: HttpOptions = {}): Http {
  const trust = createTrust();

  const speak = async (step: Step, message: Message, receiver: Receiver, signal: AbortSignal) => {
    const { url, judge, network } = step;
    const destination = { url, route: routeTo(url, network), settings: network, trust, judge };
    const { lookup } = options;
    const socket = await connect(lookup === undefined ? destination : { ...destination, lookup }, signal);
    // A server that resets right after accepting is seen now; a turn later nobody could tell what it had read.
    await nextTurn();
    if (signal.aborted || socket.destroyed || socket.readableEnded) {
      socket.destroy();
      signal.throwIfAborted();
      throw socket.errored ?? failure('reset', t('The connection to {0} was cut.', url.hostname));
    }
    await exchangeOver(socket, message, receiver, signal);
  };

  return {
    async exchange(request, receiver, signal) {
      const run = new Run(request, receiver, signal);
      try {
        const network = settings();
        const limits = options.decodeLimits ?? defaultDecodeLimits;
        if (request.purpose === 'service') {
          const step = serviceStep(request, network);
          const message = await run.message(step.url, limits);
          await speak(step, message, run.receiver, run.signal);
        } else {
          await download(request, network, limits, run, speak);
        }
      } catch (error) {
        throw run.explain(error);
      } finally {
        run.dispose();
      }
    },
  };
}

/** One connection of an exchange: a download that is redirected has several. */
interface Step {
  readonly url: URL;
  readonly network: NetworkSettings;
  readonly judge: (address: string) => string | undefined;
}

type Speak = (step: Step, message: Message, receiver: Receiver, signal: AbortSignal) => Promise<void>;

function serviceStep(request: HttpRequest, network: NetworkSettings): Step {
  const url = parseUrl(request.url);
  if (url.protocol === 'https:') return { url, network, judge: () => undefined };
  if (url.protocol === 'http:' && isLoopbackHost(bareHost(url))) {
    // "localhost" is whatever the resolver says, and a key is about to be sent in the clear.
    const judge = (address: string) =>
      isLoopbackHost(address) ? undefined : t('{0} is not an address of this machine.', address);
    return { url, network, judge };
  }
  throw failure('blocked', t('Without https only addresses of this machine are used.'));
}

async function download(
  request: HttpRequest,
  network: NetworkSettings,
  limits: DecodeLimits,
  run: Run,
  speak: Speak,
): Promise<void> {
  let next: URL | undefined = parseUrl(request.url);
  for (let hop = 0; next !== undefined; hop += 1) {
    if (hop > maxRedirects) throw failure('protocol', t('The link is redirected too often.'));
    const url: URL = next;
    next = undefined;
    const isDone = (head: ReplyHead): boolean => {
      const location = head.headers['location'];
      if (!redirects.has(head.status) || location === undefined) return false;
      next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
      if (next === undefined) throw failure('protocol', t('The link is redirected to something that is not a URL.'));
      return true;
    };
    const verdict: Verdict = judgeLink(url, {
      ...(network.allowHosts === undefined ? {} : { allowHosts: network.allowHosts }),
      ...(request.serviceUrl === undefined ? {} : { serviceUrl: request.serviceUrl }),
    });
    if (verdict.objection !== undefined) throw failure('blocked', verdict.objection);
    const message = await run.message(url, limits, isDone);
    await speak({ url, network, judge: verdict.judge }, message, run.receiver, run.signal);
  }
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw failure('blocked', t('The link is not a URL.'));
  return new URL(text);
}
