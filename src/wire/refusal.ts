import type { ErrorCode, Money } from '../base/errors.ts';
import { cleanWords } from './cleanWords.ts';
import type { Reply } from './normalise.ts';

/** Waits up to this long are sat out; longer ones are the person's to decide. */
export const longestWaitMs = 120_000;

export interface Verdict {
  readonly code: ErrorCode;
  readonly money: Money;
  /** `wait`: sending it again after a wait cannot cost twice. */
  readonly retry: 'no' | 'wait';
  /** The service's own words, clean; empty when it said nothing. */
  readonly words: string;
}

export interface Answered {
  /** HTTP status. */
  readonly status: number;
  readonly reply: Pick<Reply, 'refusal' | 'text' | 'finishReason' | 'blockReason' | 'malformed' | 'unfinished'> &
    Partial<Pick<Reply, 'previews'>>;
  /** Removed exactly from the words. */
  readonly secrets?: readonly string[];
}

interface Rule {
  readonly code: ErrorCode;
  /** Statuses that it holds for; absent: all. */
  readonly when?: (status: number) => boolean;
  /** Looked for in code, type, parameter, reason and message, each on a line. Absent: the status alone decides. */
  readonly words?: RegExp;
  /** What must not stand there. */
  readonly unless?: RegExp;
}

const is =
  (...statuses: number[]) =>
  (status: number): boolean =>
    statuses.includes(status);
const between = (from: number, to: number) => (status: number) => status >= from && status <= to;

/** After these the service may have worked, and charged, all the same. */
const uncertain = (status: number) => status === 408 || status === 409 || status >= 499;
/** After these it did not, so that a wait or another key may be followed by the same request. */
const certain = (status: number) => !uncertain(status);

/**
 * What a service's refusal is, first match wins. Words come before statuses, since relays
 * map statuses as they like: a wrong model is 503, an empty balance 429.
 */
const rules: readonly Rule[] = [
  // Google says "quota" for requests per minute, too, and Alibaba throttles by "AllocationQuota".
  {
    code: 'quota',
    when: is(402, 403, 429),
    words: /\blimit: 0\b|per_?day|daily|FreeTierOnly|free allocated quota|每日|每天/i,
  },
  { code: 'rateLimit', when: is(429), words: /per_?minute|retry in \d|^throttling/im },
  {
    code: 'rateLimit',
    when: certain,
    words: /^throttling|请求数限制|请求过于频繁|RateLimitExceeded/im,
  },
  {
    code: 'quota',
    words:
      /insufficient_(user_)?(quota|balance|credits?)|insufficient (balance|credits?|funds)|exceeded your current quota|\bkey limit exceeded|quota_?exceeded|quota exceeded|SetLimitExceeded|_quota_failed|arrearage|AccountOverdue|overdue balance|billing_(hard_limit|not_active)|billing hard limit|(credit|balance).{0,20}(too low|exhausted|used up)|额度|額度|余额|餘額|欠费|欠費|TokenStatusExhausted/i,
  },
  {
    code: 'modelNotFound',
    words:
      /model_?not_?found|model_not_(exist|supported|available)|ModelNotOpen|InvalidEndpointOrModel|(no available|get)_channel|get_channel_failed|no_available_key|no available channel|model_price_error|(不存在|未开通|未開通).{0,20}模型|模型.{0,80}(不存在|未开通|未開通|无可用)|无可用渠道|無可用渠道|无权访问|無權訪問|no endpoints found|unknown model|not a valid model|not supported model|do(es)? not have access to (the )?model|must be verified to use the model/i,
  },
  {
    code: 'modelNotFound',
    words: /model\b.{0,80}\b(does not exist|not found|is not available|not exist)/i,
    // Said of an option: "The model … with this input_fidelity is not available".
    unless:
      /^param (?!model$)|\b(input_fidelity|output_format|output_compression|partial_images|response_format|aspect_ratio|image_size|negative_prompt)\b/im,
  },
  { code: 'invalidRequest', words: /does not support a?synchronous calls/i },
  // Before the words for content: a field may be called "moderation".
  { code: 'invalidRequest', when: (status) => status < 500, words: /^(unknown_parameter|invalid_value)$/m },
  {
    code: 'moderated',
    words:
      /moderation|content_?(policy|filter)|DataInspection|Sensitive(Content|_words)|sensitive (content|information|words)|RiskDetection|prompt_blocked|safety system|safety_violations|(image_)?prohibited_content|\bIMAGE_SAFETY\b|\bblocked by (our|the) safety|content[ _]violation|敏感|违规|違規|内容安全|內容安全|审核|審核/i,
  },
  {
    code: 'auth',
    when: certain,
    words:
      /invalid_?api_?key|API_KEY_INVALID|api key not valid|(incorrect|invalid|missing|\bno) (api[ -]?key|token|credentials)|AuthenticationError|authentication_error|invalid_authentication|channel:invalid_key|无效的令牌|無效的令牌|令牌.{0,20}(过期|過期|无效|無效|禁用|不可用)|已过期|已過期|未提供.{0,8}令牌/i,
  },
  {
    code: 'provider',
    words: /unsupported_country|location is not supported|(region|country).{0,40}not (supported|available)/i,
  },
  { code: 'rateLimit', when: is(429) },
  { code: 'rateLimit', when: certain, words: /rate_?limit|too many requests/i },
  {
    code: 'invalidRequest',
    words: /convert_request_failed|unknown_parameter|invalid_(value|image|input|size|parameter)/i,
  },
  { code: 'unknownOutcome', when: uncertain },
  { code: 'provider', when: between(300, 399) },
  { code: 'quota', when: is(402) },
  { code: 'auth', when: is(401) },
  {
    code: 'auth',
    when: is(403),
    words: /AccessDenied|access_denied|permission_?denied|forbidden key|\bapi key\b|令牌/i,
  },
  // A stream or a wrapped body that breaks off with the service's own trouble, after the work had begun.
  {
    code: 'unknownOutcome',
    when: between(200, 299),
    words:
      /internal|server_?error|upstream|overload|ServerOverloaded|unavailable|\bbusy\b|timed? ?out|负载|負載|繁忙|超时|超時/i,
  },
  { code: 'modelNotFound', when: is(404), words: /model|模型/i },
  { code: 'invalidRequest', when: is(413, 415) },
  {
    code: 'invalidRequest',
    when: between(200, 498),
    words:
      /invalid|param|required|missing|unsupported|not support|must be|too (large|long|big|many)|bad ?request|无效|無效|不支持|参数|參數/i,
  },
];

/** Finish and block reasons that are about content. Google's and OpenAI's words; unknown ones are not. */
const contentReasons =
  /^(safety|image_safety|prohibited_content|image_prohibited_content|recitation|image_recitation|blocklist|spii|content_filter|refusal|model_armor|jailbreak)$/i;

/** What an answer without a usable image means. */
export function classify({ status, reply, secrets = [] }: Answered): Verdict {
  const { refusal } = reply;
  const words = cleanWords(refusal?.message ?? reply.text ?? '', secrets);
  const ok = status >= 200 && status < 300;
  if (refusal === undefined && ok) return { ...answerWithoutImage(reply), retry: 'no', words };
  // Nobody knows how a refusal that broke off would have ended, nor what was done before it.
  if (!ok && reply.malformed === 'truncated') return { code: 'unknownOutcome', money: 'unknown', retry: 'no', words };
  // A body may say its own status under HTTP 200.
  const effective = ok ? (refusal?.status ?? status) : status;
  const code = codeFor(effective, textOf(reply, effective));
  const short = refusal?.retryAfterMs === undefined || refusal.retryAfterMs <= longestWaitMs;
  // Pictures that came before the refusal were made, and previews may cost.
  const isBegun = reply.previews !== undefined && reply.previews.length > 0;
  // A wrapped 429 is no 429: under another status nobody can prove that nothing was begun.
  const mayWait = code === 'rateLimit' && status === 429 && short && !isBegun;
  return { code, money: isBegun ? 'unknown' : moneyFor(code, effective), retry: mayWait ? 'wait' : 'no', words };
}

function answerWithoutImage(reply: Answered['reply']): Pick<Verdict, 'code' | 'money'> {
  // An answer that is not whole says nothing about what the service did in the end.
  if (
    reply.malformed === 'truncated' ||
    reply.malformed === 'empty' ||
    (reply.unfinished === true && reply.malformed === undefined)
  ) {
    return { code: 'malformedResponse', money: 'unknown' };
  }
  if (reply.malformed !== undefined) return { code: 'malformedResponse', money: 'charged' };
  const reasons = [reply.blockReason, reply.finishReason];
  const moderated = reasons.some((reason) => reason !== undefined && contentReasons.test(reason));
  return { code: moderated ? 'moderated' : 'noImage', money: 'charged' };
}

function textOf({ refusal, blockReason }: Answered['reply'], status: number): string {
  if (refusal === undefined) return '';
  const param = refusal.param === undefined || status >= 499 ? '' : `param ${refusal.param}`;
  const model = refusal.param === 'model' ? 'model_not_found' : '';
  // The message may be a page or an echoed prompt: its beginning is enough, and keeps the patterns quick.
  const message = refusal.message.slice(0, 2000);
  return [refusal.code, refusal.type, refusal.reason, blockReason && `moderation ${blockReason}`, param, model, message]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}

function codeFor(status: number, text: string): ErrorCode {
  const rule = rules.find(
    ({ when, words, unless }) =>
      (when === undefined || when(status)) && (words === undefined || words.test(text)) && !unless?.test(text),
  );
  return rule?.code ?? 'provider';
}

function moneyFor(code: ErrorCode, status: number): Money {
  if (code === 'unknownOutcome') return 'unknown';
  // Said by words alone, under a status that leaves it open.
  return code === 'provider' && status >= 499 ? 'unknown' : 'refused';
}
