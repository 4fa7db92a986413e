import { t } from '@vscode/l10n';
import { isObject } from '../base/json.ts';
import { classify } from '../wire/refusal.ts';
import { refusalIn, type Refusal } from '../wire/shapes/refused.ts';
import type { ReplyValue } from '../wire/sink.ts';

/** What a free call says of the key that it was made with. */
export type KeyVerdict =
  | { readonly state: 'accepted'; readonly body: unknown }
  | {
      readonly state: 'rejected' | 'untested';
      /** Why, for people. */
      readonly note: string;
    };

/** Words about what a good key may not do, or from where. */
const limits = /scope|permission|region|country|territory|location/i;
const aboutKeys = /\bapi[ _-]?key\b|token|令牌|密钥|密鑰|金鑰/i;

/**
 * Judges a key by the answer to a free call. A status alone says little: relays answer 200 to everything, Google says
 * 400 to a wrong key, and 403 is said to good keys as well, for a scope or a region.
 * @param holds Whether the body is what the call is for.
 */
export function judgeKey(
  label: string,
  key: string,
  { status, text }: { readonly status: number; readonly text: string },
  holds: (body: unknown) => boolean,
): KeyVerdict {
  const body = parsed(text);
  const isGood = status >= 200 && status < 300;
  const refusal = body === undefined ? undefined : refusalIn(body, status);
  if (isGood && refusal === undefined) {
    if (holds(body)) return { state: 'accepted', body };
    const note = t('{0} answered the free call that tries the key with something else than a list of models.', label);
    return { state: 'untested', note };
  }
  const said = refusal ?? { message: '', status };
  const answered = (isGood ? said.status : undefined) ?? status;
  const { code, words } = classify({ status, reply: { refusal: said }, secrets: [key] });
  const isPage = body === undefined && text.trim() !== '';
  const isAboutKey = code === 'auth' || (answered === 403 && words === '' && !isPage);
  if (isAboutKey && isRejection(said, answered)) {
    return { state: 'rejected', note: t('{0} did not accept the key ({1}).', label, answered) };
  }
  const note =
    words === ''
      ? t('The free call that tries the key was answered with status {0}.', answered)
      : t('{0} answered with status {1}: {2}', label, answered, words);
  return { state: 'untested', note };
}

function isRejection({ message }: Refusal, status: number): boolean {
  if (status >= 499 || limits.test(message)) return false;
  return status !== 403 || message === '' || aboutKeys.test(message);
}

function parsed(text: string): ReplyValue | undefined {
  try {
    return JSON.parse(text) as ReplyValue;
  } catch {
    return undefined;
  }
}

/** The body of a list of models: OpenAI's `data`, Google's `models`. */
export function hasModelList(body: unknown): boolean {
  return isObject(body) && [body['data'], body['models']].some((each) => Array.isArray(each));
}

/** The body of a call that tells about the key itself: OpenRouter's `data`. */
export function hasKeyData(body: unknown): boolean {
  return isObject(body) && isObject(body['data']);
}
