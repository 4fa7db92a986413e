import { t } from '@vscode/l10n';
import { EaselError, type ErrorCode, type Money } from '../base/errors.ts';

/** A refusal or failure as the wire saw it, on its way to a person. */
export interface Trouble {
  readonly code: ErrorCode;
  readonly money: Money;
  /** Label of the provider. */
  readonly provider: string;
  readonly model: string;
  /** What happened, where the code alone says too little. */
  readonly what?: string;
  /** What to do next, where that is not what the code advises. */
  readonly next?: string | undefined;
  /** The service's own words, cleaned; empty when it said nothing. */
  readonly words: string;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** One table decides, per error code, what a person is told and what to do next. */
export function explain(trouble: Trouble): EaselError {
  const { code, money, provider, model, retryAfterMs, cause } = trouble;
  const { words, requestId } = withoutRequestId(trouble.words);
  const usual = sentences[code](provider, model, retryAfterMs);
  const { what = usual.what, next = usual.next } = trouble;
  return new EaselError({
    code,
    what: words === '' ? what : t('{0} The service says: “{1}”', what, words),
    money,
    ...(next === '' ? {} : { next }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(requestId === undefined ? {} : { requestId }),
    cause,
  });
}

/** One after the other where relays ask each other; the last one may be cut with the text. */
const requestId = /\s*\(request id: ([^()]*)(?:\)|$)/gi;

/** Relays put the number of a request behind whatever they say. */
function withoutRequestId(words: string): { readonly words: string; readonly requestId: string | undefined } {
  const ids = [...words.matchAll(requestId)].map(([, id]) => id);
  return { words: words.replace(requestId, ''), requestId: ids.length > 0 ? ids.join(', ') : undefined };
}

/** A service that was not known to work by tasks did: Easel can only say which one it is. */
export function unfetchable(provider: string, task: string): EaselError {
  return new EaselError({
    code: 'noImage',
    what: t('{0} answered with a task, “{1}”, and Easel does not know where its result is asked for.', provider, task),
    money: 'charged',
    next: t('Fetch the image at the service, and define the service as one of your own, with the dialect “task”.'),
  });
}

type Sentences = (provider: string, model: string, retryAfterMs: number | undefined) => { what: string; next: string };

const sentences: Readonly<Record<ErrorCode, Sentences>> = {
  invalidRequest: (provider) => ({
    what: t('{0} refused the request.', provider),
    next: t('Change the option it names, or choose another model.'),
  }),
  auth: (provider) => ({
    what: t('{0} did not accept the key.', provider),
    next: t('Run “Easel: Set API Key…” with a key of this service.'),
  }),
  quota: (provider, _model, wait) => ({
    what: t('The allowance or balance of your key at {0} is used up.', provider),
    next:
      wait === undefined
        ? t('Top up at the service, or choose another provider.')
        : t('It resets in {0}. Until then choose another provider.', duration(wait)),
  }),
  rateLimit: (provider, _model, wait) => ({
    what: t('{0} is receiving requests too fast.', provider),
    next: wait === undefined ? t('Try again in a few minutes.') : t('Try again in {0}.', duration(wait)),
  }),
  moderated: (provider) => ({
    what: t('{0} refused this prompt or image for its content.', provider),
    next: t('Word the prompt differently, or use another image.'),
  }),
  noImage: (provider) => ({
    what: t('{0} answered without an image.', provider),
    next: t('Say more plainly that you want an image, and of what.'),
  }),
  modelNotFound: (provider, model) => ({
    what: t('{0} does not offer the model “{1}” to this key.', provider, model),
    next: t('Run “Easel: Select Provider and Model…” to choose another one, or check the group of your key.'),
  }),
  malformedResponse: (provider) => ({
    what: t('The answer of {0} was cut off or is not an image.', provider),
    next: t('Look at the service’s usage page before you ask again.'),
  }),
  provider: (provider) => ({
    what: t('{0} refused the request.', provider),
    next: t('“Easel: Show Log” has the details.'),
  }),
  unknownOutcome: (provider) => ({
    what: t('{0} did not answer properly.', provider),
    next: t('Look at the service’s usage page; “Easel: Show Jobs…” lists the request.'),
  }),
  network: (provider) => ({
    what: t('{0} cannot be reached.', provider),
    next: t('Check the connection and the proxy settings, then try again.'),
  }),
  timeout: (provider) => ({
    what: t('{0} is still working on it after the time you allow.', provider),
    next: t('“Easel: Show Jobs…” goes on waiting for it.'),
  }),
  storage: () => ({
    what: t('The image could not be written.'),
    next: t('“Easel: Show Jobs…” saves it elsewhere.'),
  }),
  cancelled: () => ({ what: t('Cancelled.'), next: '' }),
  untrusted: () => ({
    what: t('Easel does nothing in a workspace that is not trusted.'),
    next: t('Trust the workspace, then try again.'),
  }),
};

/** "45 s", "3 min": what a person waits, rounded up. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return t('{0} s', seconds);
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 120) return t('{0} min', minutes);
  return t('{0} h', Math.ceil(minutes / 60));
}
