import { t } from '@vscode/l10n';
import { EaselError, isEaselError } from '../base/errors.ts';
import { cancelled, restated } from './failures.ts';
import { isHttpFailure, type Http } from './http.ts';
import { hasExpired } from './linkExpiry.ts';
import { LinkTransfer } from './linkTransfer.ts';
import type { Clock, JobSpool, Log, SpooledImage } from './ports.ts';

/** A result link that is to become a spooled image. */
export interface Link {
  readonly url: string;
  readonly provider: string;
  /** Base URL of the service that named the link. */
  readonly endpoint: string;
  readonly name: string;
  readonly spool: JobSpool;
  /** ms since the epoch */
  readonly deadline: number;
  /** Told what is being waited for; `until` is ms since the epoch. */
  readonly progress: (state: 'receiving' | 'retrying', until?: number) => void;
}

export interface LinkPorts {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
}

/** Gone or forbidden for good: these links have expired or never were ours. */
const final = new Set([401, 403, 404, 410]);
const maxTries = 6;

/**
 * Downloads a result link into the spool. Asking for a link twice costs nothing, so whatever goes wrong on the way is
 * tried again until the deadline, from where it broke off if the server can do that; the picture is paid for either way.
 * @throws EaselError `provider` for a link that is gone or leads where downloads may not go, `malformedResponse` for
 * something larger than any picture, `cancelled`, `network`, `storage`; with `charged` only where the image can never
 * be had
 */
export async function fetchLink(link: Link, ports: LinkPorts, signal: AbortSignal): Promise<SpooledImage> {
  const transfer = new LinkTransfer(link.spool, link.name);
  try {
    return await fetchOver(transfer, link, ports, signal);
  } catch (error) {
    throw isEaselError(error) && error.code === 'storage' ? notKept(error) : error;
  } finally {
    await transfer.drop();
  }
}

async function fetchOver(
  transfer: LinkTransfer,
  link: Link,
  ports: LinkPorts,
  signal: AbortSignal,
): Promise<SpooledImage> {
  const { host } = new URL(link.url);
  for (let tries = 1; ; tries += 1) {
    const before = transfer.received;
    const outcome = await download(transfer, link, ports, signal);
    if (typeof outcome === 'object') return outcome;
    ports.log.info(`GET ${host}: ${outcome}`);
    // A slow line that is cut again and again gets there, too, as long as each try brings something.
    if (transfer.canResume && transfer.received > before) tries = 1;
    const told = transfer.toldWait(ports.clock.now());
    const wait = Math.max(told ?? 0, Math.min(15_000, 500 * 2 ** tries));
    // Whoever says when, will give it: that is waited for as long as the deadline lets.
    if ((tries >= maxTries && told === undefined) || ports.clock.now() + wait >= link.deadline) {
      throw new EaselError({
        code: 'network',
        what: t('The finished image could not be downloaded from {0}: {1}', host, outcome),
        money: 'kept',
        next: t('“Easel: Show Jobs…” downloads it again while the link is valid.'),
        ...(told === undefined ? {} : { retryAfterMs: told }),
      });
    }
    if (told !== undefined) link.progress('retrying', ports.clock.now() + wait);
    await ports.clock.sleep(wait, signal).catch(() => {
      throw stopped();
    });
  }
}

/** The image, or why it did not come this time. */
async function download(
  transfer: LinkTransfer,
  link: Link,
  ports: LinkPorts,
  signal: AbortSignal,
): Promise<SpooledImage | string> {
  const asks = await transfer.begin();
  try {
    await ports.http.exchange(
      {
        method: 'GET',
        url: link.url,
        headers: { accept: 'image/*,*/*;q=0.5', ...asks },
        purpose: 'download',
        serviceUrl: link.endpoint,
        deadlineMs: Math.max(0, link.deadline - ports.clock.now()),
      },
      {
        head: (head) => transfer.head(head),
        data(chunk) {
          link.progress('receiving');
          return transfer.take(chunk);
        },
      },
      signal,
    );
  } catch (error) {
    if (signal.aborted) throw stopped();
    if (!isHttpFailure(error)) throw error;
    if (error.kind === 'blocked') throw blocked(link, error.detail);
    // A connection that breaks behind the last byte took nothing away.
    if (!transfer.isComplete) return error.detail;
  } finally {
    await transfer.end();
  }
  const { status } = transfer;
  if (final.has(status)) throw gone(link, status, hasExpired(link.url, transfer.answer, ports.clock.now()));
  if (status !== 200 && status !== 206) return String(status);
  const image = transfer.isShort ? undefined : await transfer.finish();
  return image ?? t('what came was cut off or is not an image');
}

function gone(link: Link, status: number, isExpired: boolean): EaselError {
  return new EaselError({
    code: 'provider',
    what: isExpired
      ? t('{0} made the image, but its link has expired ({1}).', link.provider, status)
      : t('{0} made the image, but its link is gone or forbidden ({1}).', link.provider, status),
    money: 'charged',
    next: t('Ask the service for the image; “Easel: Show Log” has the time of the request.'),
  });
}

function blocked(link: Link, detail: string): EaselError {
  return new EaselError({
    code: 'provider',
    what: t('{0} made the image, but its link leads into a private network: {1}', link.provider, detail),
    money: 'kept',
    next: t('If you trust that host, add it to the setting “easel.allowHosts” and run “Easel: Show Jobs…”.'),
  });
}

/** The spool speaks of answers that are lost with the disk; what lies behind a link still lies there. */
function notKept(error: EaselError): EaselError {
  return restated(error, {
    money: 'kept',
    next: t('Make room on the disk or mend it; then “Easel: Show Jobs…” downloads the image while the link is valid.'),
  });
}

function stopped(): EaselError {
  return restated(cancelled('notSent'), {
    money: 'kept',
    next: t('“Easel: Show Jobs…” downloads it again while the link is valid.'),
  });
}
