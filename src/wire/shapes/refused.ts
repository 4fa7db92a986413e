import { durationMs } from '../retryAfter.ts';
import type { ReplyValue } from '../sink.ts';
import { firstWord, get, isList, isRecord, items, text, word } from './value.ts';

/** A service's no, in its own unclean words. */
export interface Refusal {
  /** The service's code: "insufficient_quota", "400". */
  readonly code?: string;
  readonly type?: string;
  readonly message: string;
  readonly param?: string;
  /** Codes from beside the message: Google's quota ids, what a relay's upstream said. */
  readonly reason?: string;
  /** A status between 400 and 599 that the body states, else that of HTTP. */
  readonly status?: number;
  readonly retryAfterMs?: number;
}

const fine = /^(?:0|20[0-2]|success|succeeded|ok)$/i;

/**
 * The refusal that a body states, if any. A `code` counts only beside words or under a failing status, since other
 * things are called code as well.
 */
export function refusalIn(body: ReplyValue, status: number): Refusal | undefined {
  const error = errorIn(body);
  if (isRecord(error)) return refusal(error, body, status);
  // Some name the status by `error` and say beside it what is wrong: {"error": "Bad Request", "message": …}.
  if (text(error) !== undefined) {
    return refusal({ type: text(error) ?? '', message: wordsOf(body) ?? text(error) ?? '' }, body, status);
  }
  const detail = get(body, 'detail');
  if (isList(detail)) return validation(detail, status);
  if (text(detail) !== undefined || isRecord(detail))
    return refusal(isRecord(detail) ? detail : { message: text(detail) ?? '' }, body, status);
  const code = firstWord(body, 'code', 'errorCode', 'error_code');
  const words = wordsOf(body);
  const failing = status >= 400 || get(body, 'success') === false;
  const bad = code !== undefined && !fine.test(code);
  if (isRecord(body) && (failing || bad) && (words !== undefined || bad)) return refusal(body, body, status);
  return undefined;
}

function errorIn(body: ReplyValue): ReplyValue | undefined {
  const error =
    get(body, 'error') ??
    get(body, 'response', 'error') ??
    items(get(body, 'errors'))[0] ??
    get(items(get(body, 'choices'))[0], 'error');
  // Some wrap the wrapped: {"error": {"error": {…}}}.
  return isRecord(get(error, 'error')) && text(get(error, 'message')) === undefined ? get(error, 'error') : error;
}

function wordsOf(body: ReplyValue): string | undefined {
  return (
    firstWord(body, 'message', 'msg', 'err', 'error_msg', 'errorMessage', 'error_message', 'error_description') ??
    listed(get(body, 'message')) ??
    text(get(body, 'header', 'message'))
  );
}

/** NestJS says of each field what is wrong with it. */
function listed(message: ReplyValue | undefined): string | undefined {
  return text(
    items(message)
      .map((each) => text(each) ?? '')
      .join('; '),
  );
}

function refusal(error: ReplyValue, body: ReplyValue, status: number): Refusal {
  const code = firstWord(error, 'code', 'errorCode', 'error_code') ?? firstWord(body, 'code');
  const type = firstWord(error, 'type', 'status');
  const reason = reasonOf(error);
  const param = text(get(error, 'param'));
  const wait = retryDelay(error);
  return {
    ...(code !== undefined && { code }),
    ...(type !== undefined && { type }),
    message: wordsOf(error) ?? wordsOf(body) ?? type ?? code ?? '',
    ...(param !== undefined && { param }),
    ...(reason !== '' && { reason }),
    status: statedStatus(error) ?? statedStatus(body) ?? status,
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
}

/** FastAPI's list of what is wrong with which field. */
function validation(detail: readonly ReplyValue[], status: number): Refusal {
  const fields = detail.map((item) => items(get(item, 'loc')).map((part) => word(part) ?? ''));
  const words = detail.map((item, at) => `${(fields[at] ?? []).join('.')}: ${firstWord(item, 'msg', 'message') ?? ''}`);
  const param = fields[0]?.at(-1);
  const type = firstWord(detail[0], 'type');
  return {
    ...(type !== undefined && { type }),
    message: words.join('; '),
    ...(param !== undefined && { param }),
    status,
  };
}

function statedStatus(value: ReplyValue): number | undefined {
  for (const key of ['code', 'status', 'status_code', 'statusCode', 'errorCode']) {
    const number = Number(word(get(value, key)));
    if (Number.isInteger(number) && number >= 400 && number <= 599) return number;
  }
  return undefined;
}

/** `google.rpc` details, and what OpenRouter passes on from upstream. */
function reasonOf(error: ReplyValue): string {
  const details = items(get(error, 'details'));
  const violations = details.flatMap((detail) => items(get(detail, 'violations')));
  const raw = get(error, 'metadata', 'raw');
  return [
    ...details.map((detail) => text(get(detail, 'reason'))),
    ...violations.map((violation) => firstWord(violation, 'quotaId', 'subject')),
    (isRecord(raw) ? wordsOf(raw) : text(raw))?.slice(0, 1000),
  ]
    .filter((part) => part !== undefined)
    .join('\n');
}

/** `google.rpc.RetryInfo`: "34.4s", or as protobuf's JSON of old, an object. */
function retryDelay(error: ReplyValue): number | undefined {
  for (const detail of items(get(error, 'details'))) {
    const delay = get(detail, 'retryDelay') ?? get(detail, 'retry_delay');
    const seconds = Number(word(get(delay, 'seconds')) ?? NaN);
    const told = typeof delay === 'string' ? durationMs(delay) : seconds * 1000;
    if (told !== undefined && told >= 0) return Math.ceil(told);
  }
  // Relays drop the headers and keep the words: "Please try again in 6m0s."
  const words = /\b(?:retry|try again) in ((?:\d+(?:\.\d+)?(?:ms|h|m|s))+)\b/i.exec(
    wordsOf(error)?.slice(0, 2000) ?? '',
  );
  return words?.[1] === undefined ? undefined : durationMs(words[1].toLowerCase());
}
