import { describe, expect, it } from 'vitest';
import { normalise } from '../../src/wire/normalise.ts';
import { classify, type Verdict } from '../../src/wire/refusal.ts';
import { picture, scan } from './scanning.ts';

function verdict(status: number, body: unknown): Verdict {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classify({ status, reply: normalise(scan(text).reply, status), secrets: ['s3cret'] });
}

const error = (message: string, code?: string | number, rest: object = {}) => ({ error: { message, code, ...rest } });
const google = (code: number, message: string, status: string, ...details: object[]) =>
  error(message, code, { status, details });

describe('a refusal is told apart', () => {
  it.each<[Verdict['code'], Verdict['money'], number, unknown]>([
    ['auth', 'refused', 401, error('Incorrect API key provided', 'invalid_api_key')],
    ['auth', 'refused', 401, error('无效的令牌 (request id: 1)', '')],
    ['auth', 'refused', 401, error('该令牌已过期')],
    ['auth', 'refused', 401, ''],
    ['auth', 'refused', 403, { code: 'AccessDenied', message: 'Access denied.' }],
    ['auth', 'refused', 403, google(403, 'Method doesn’t allow unregistered callers', 'PERMISSION_DENIED')],
    [
      'auth',
      'refused',
      400,
      google(400, 'API key not valid. Please pass a valid API key.', 'INVALID_ARGUMENT', { reason: 'API_KEY_INVALID' }),
    ],
    ['auth', 'refused', 401, { code: 'InvalidApiKey', message: 'Invalid API-key provided.' }],
    ['auth', 'refused', 401, error('The API key is invalid', 'AuthenticationError')],
    ['quota', 'refused', 402, ''],
    [
      'quota',
      'refused',
      429,
      error('You exceeded your current quota, please check your plan and billing details.', 'insufficient_quota'),
    ],
    ['quota', 'refused', 403, error('用户额度不足, 剩余额度: ＄0.01', 'insufficient_user_quota')],
    ['quota', 'refused', 401, error('该令牌额度已用尽 TokenStatusExhausted[sk-abc]')],
    ['quota', 'refused', 403, error('預扣費額度失敗', 'pre_consume_token_quota_failed')],
    ['quota', 'refused', 400, { code: 'Arrearage', message: 'Access denied, account overdue.' }],
    ['quota', 'refused', 400, error('Billing hard limit has been reached', 'billing_hard_limit_reached')],
    ['quota', 'refused', 503, error('账户余额不足')],
    ['quota', 'refused', 429, error('x', 'QuotaExceeded')],
    [
      'quota',
      'refused',
      429,
      error('Your account has reached the set inference limit for the model.', 'SetLimitExceeded'),
    ],
    ['quota', 'refused', 403, { code: 'AllocationQuota.FreeTierOnly', message: 'The free tier is exhausted.' }],
    [
      'quota',
      'refused',
      429,
      google(
        429,
        'You exceeded your current quota.',
        'RESOURCE_EXHAUSTED',
        { violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }] },
        { retryDelay: '34s' },
      ),
    ],
    [
      'quota',
      'refused',
      429,
      google(429, 'You exceeded your current quota. limit: 0, model: x. Please retry in 3s.', 'RESOURCE_EXHAUSTED'),
    ],
    [
      'quota',
      'refused',
      200,
      error('Provider returned error', 429, { metadata: { raw: '{"code":"insufficient_quota"}' } }),
    ],
    ['rateLimit', 'refused', 429, ''],
    ['rateLimit', 'refused', 429, error('Too many requests', 'rate_limit_exceeded')],
    [
      'rateLimit',
      'refused',
      429,
      google(429, 'You exceeded your current quota. Please retry in 34.4s.', 'RESOURCE_EXHAUSTED'),
    ],
    [
      'rateLimit',
      'refused',
      429,
      google(429, 'You exceeded your current quota.', 'RESOURCE_EXHAUSTED', {
        violations: [{ quotaId: 'RequestsPerMinute' }],
      }),
    ],
    ['rateLimit', 'refused', 429, google(429, 'Resource has been exhausted (e.g. check quota).', 'RESOURCE_EXHAUSTED')],
    [
      'rateLimit',
      'refused',
      429,
      { code: 'Throttling.AllocationQuota', message: 'Allocated quota exceeded, please increase your quota limit.' },
    ],
    ['rateLimit', 'refused', 429, { code: 'Throttling.RateQuota', message: 'Requests rate limit exceeded.' }],
    ['rateLimit', 'refused', 429, error('您已达到请求数限制：1分钟内最多请求10次')],
    ['rateLimit', 'refused', 429, error('当前分组上游负载已饱和，请稍后再试')],
    ['rateLimit', 'refused', 429, error('x', 'ServerOverloaded')],
    ['rateLimit', 'refused', 200, { code: 429, msg: 'slow down', data: null }],
    ['rateLimit', 'refused', 400, error('Too many requests', 'rate_limit_exceeded')],
    [
      'modelNotFound',
      'refused',
      503,
      error('分组 default 下模型 gemini-x 无可用渠道（distributor）', 'model_not_found'),
    ],
    ['modelNotFound', 'refused', 503, error('當前分組 vip 下對於模型 x 無可用渠道')],
    ['modelNotFound', 'refused', 403, error('该令牌无权访问模型 gpt-image-2')],
    ['modelNotFound', 'refused', 403, error('无权访问该分组')],
    [
      'modelNotFound',
      'refused',
      404,
      error('The model `x` does not exist or you do not have access to it.', 'model_not_found'),
    ],
    ['modelNotFound', 'refused', 404, google(404, 'models/x is not found for API version v1beta', 'NOT_FOUND')],
    ['modelNotFound', 'refused', 404, error('not activated', 'ModelNotOpen')],
    ['modelNotFound', 'refused', 404, error('x', 'InvalidEndpointOrModel.NotFound')],
    [
      'modelNotFound',
      'refused',
      400,
      error("Invalid value: 'gpt-image-2'. Value must be 'dall-e-2'.", 'invalid_value', { param: 'model' }),
    ],
    [
      'modelNotFound',
      'refused',
      500,
      error('not supported model for image generation, only imagen models are supported', 'convert_request_failed'),
    ],
    ['modelNotFound', 'refused', 404, error('No endpoints found for x/y.', 404)],
    [
      'moderated',
      'refused',
      400,
      error('Your request was rejected by the safety system. safety_violations=[sexual].', 'moderation_blocked', {
        type: 'image_generation_user_error',
      }),
    ],
    [
      'moderated',
      'refused',
      400,
      { code: 'DataInspectionFailed', message: 'Input data may contain inappropriate content.' },
    ],
    ['moderated', 'refused', 400, error('x', 'InputImageSensitiveContentDetected.PrivacyInformation')],
    ['moderated', 'refused', 500, error('x', 'sensitive_words_detected')],
    ['moderated', 'refused', 400, error('x', 'prompt_blocked')],
    ['moderated', 'refused', 500, error('prompt 包含敏感词')],
    ['moderated', 'refused', 400, error('内容违规，请修改')],
    ['moderated', 'refused', 400, { candidates: [], promptFeedback: { blockReason: 'OTHER' }, code: 1 }],
    ['invalidRequest', 'refused', 400, error("Invalid size '4096x4096'.", 'invalid_value', { param: 'size' })],
    [
      'invalidRequest',
      'refused',
      400,
      error('Unknown parameter: ‘moderation’.', 'unknown_parameter', { param: 'moderation' }),
    ],
    ['invalidRequest', 'refused', 400, error('Invalid image file or mode for image 3', 'invalid_image_file')],
    [
      'invalidRequest',
      'refused',
      400,
      error(
        "The model 'gpt-image-2' does not support the 'input_fidelity' parameter.",
        'invalid_input_fidelity_model',
        { param: 'input_fidelity' },
      ),
    ],
    [
      'invalidRequest',
      'refused',
      400,
      error('The model gpt-image-2 with this input fidelity is not available.', 'bad', { param: 'input_fidelity' }),
    ],
    ['invalidRequest', 'refused', 400, error('Invalid: input_fidelity of the model gpt-image-2 is not available.')],
    ['invalidRequest', 'refused', 400, { code: 'invalid_request', message: 'prompt is required' }],
    [
      'invalidRequest',
      'refused',
      422,
      { detail: [{ type: 'missing', loc: ['body', 'image'], msg: 'Field required' }] },
    ],
    ['invalidRequest', 'refused', 200, { code: 400, msg: 'Invalid parameter: Unsupported aspect ratio', data: null }],
    [
      'invalidRequest',
      'refused',
      500,
      error('gpt-image-2 does not accept multipart file upload', 'convert_request_failed'),
    ],
    ['invalidRequest', 'refused', 400, error('参数错误', 'InvalidParameter')],
    ['invalidRequest', 'refused', 413, ''],
    ['provider', 'refused', 301, ''],
    ['provider', 'refused', 307, '<html><title>Moved</title>'],
    ['provider', 'refused', 403, '<html><title>Just a moment...</title>'],
    ['provider', 'refused', 404, '<html><title>404 Not Found</title>'],
    ['provider', 'refused', 400, google(400, 'User location is not supported for the API use.', 'FAILED_PRECONDITION')],
    ['provider', 'refused', 403, error('x', 'unsupported_country_region_territory')],
    ['provider', 'refused', 418, ''],
    ['unknownOutcome', 'unknown', 500, error('boom', 'do_request_failed')],
    ['unknownOutcome', 'unknown', 502, '<html><title>502 Bad Gateway</title>'],
    ['unknownOutcome', 'unknown', 503, google(503, 'The model is overloaded.', 'UNAVAILABLE')],
    ['unknownOutcome', 'unknown', 503, error('当前分组上游负载已饱和，请稍后再试')],
    [
      'unknownOutcome',
      'unknown',
      500,
      error('Our servers are too busy for invalid parameter handling', 'server_error'),
    ],
    ['unknownOutcome', 'unknown', 503, error('rate limit of upstream', 'upstream_error')],
    ['unknownOutcome', 'unknown', 524, ''],
    ['unknownOutcome', 'unknown', 529, ''],
    ['unknownOutcome', 'unknown', 408, ''],
    ['unknownOutcome', 'unknown', 409, error('conflict')],
    // Where the work may have been done, words do not make it a matter of waiting or of the key.
    ...[408, 409, 499, 500, 503].map(
      (status) =>
        ['unknownOutcome', 'unknown', status, error('Too many requests', 'rate_limit_exceeded')] as const satisfies [
          Verdict['code'],
          Verdict['money'],
          number,
          unknown,
        ],
    ),
    ['unknownOutcome', 'unknown', 408, error('x', 'Throttling.RateQuota')],
    ['unknownOutcome', 'unknown', 409, error('您已达到请求数限制：1分钟内最多请求10次')],
    ['unknownOutcome', 'unknown', 409, error('Incorrect API key provided', 'invalid_api_key')],
    ['unknownOutcome', 'unknown', 500, error('x', 'channel:invalid_key')],
    ['unknownOutcome', 'unknown', 502, error('Incorrect API key provided')],
    ['unknownOutcome', 'unknown', 200, { code: 500, msg: 'x', data: null }],
    [
      'unknownOutcome',
      'unknown',
      200,
      'data: {"error":{"message":"The server had an error","code":"server_error"}}\n\n',
    ],
    [
      'unknownOutcome',
      'unknown',
      200,
      error('The model is currently busy, please try again later', 'bad_response_status_code'),
    ],
  ])('%s, %s: %i %j', (code, money, status, body) => {
    expect(verdict(status, body)).toMatchObject({
      code,
      money,
      retry: code === 'rateLimit' && status === 429 ? 'wait' : 'no',
    });
  });

  it('that comes after pictures of a stream says nothing of what they cost, and is never waited for', () => {
    const partial = { type: 'image_generation.partial_image', b64_json: picture(60).toString('base64') };
    const failure = { type: 'error', ...error('Too many requests', 'rate_limit_exceeded') };
    const stream = [partial, failure].map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    expect(verdict(200, stream)).toMatchObject({ code: 'rateLimit', money: 'unknown', retry: 'no' });
  });

  it('a wait beyond two minutes is not sat out', () => {
    const told = (seconds: number) =>
      verdict(429, google(429, 'slow', 'RESOURCE_EXHAUSTED', { retryDelay: `${seconds}s` }));
    expect(told(120)).toMatchObject({ code: 'rateLimit', retry: 'wait' });
    expect(told(121)).toMatchObject({ code: 'rateLimit', retry: 'no' });
  });
});

describe('an answer without a picture', () => {
  const candidate = (finishReason: string) => ({
    candidates: [{ content: { parts: [{ text: 'Sorry.' }] }, finishReason }],
  });
  it.each<[Verdict['code'], Verdict['money'], unknown]>([
    ['noImage', 'charged', candidate('STOP')],
    ['noImage', 'charged', candidate('NO_IMAGE')],
    ['noImage', 'charged', { created: 1, data: [] }],
    ['noImage', 'charged', { code: 200, msg: '操作成功', data: { data: [] } }],
    ...[
      'SAFETY',
      'IMAGE_SAFETY',
      'PROHIBITED_CONTENT',
      'IMAGE_PROHIBITED_CONTENT',
      'RECITATION',
      'IMAGE_RECITATION',
    ].map(
      (reason) =>
        ['moderated', 'charged', candidate(reason)] as const satisfies [Verdict['code'], Verdict['money'], unknown],
    ),
    ['moderated', 'charged', { promptFeedback: { blockReason: 'SAFETY' } }],
    ['moderated', 'charged', { choices: [{ finish_reason: 'content_filter', message: { content: '' } }] }],
    ['moderated', 'charged', { choices: [{ finish_reason: 'stop', message: { refusal: 'I cannot.' } }] }],
    ['malformedResponse', 'charged', '<html><title>Sign in</title>'],
    ['malformedResponse', 'charged', '{"data":[}'],
    ['malformedResponse', 'charged', { data: [{ b64_json: `${picture(60).toString('base64')}*` }] }],
    ['malformedResponse', 'unknown', '{"data":['],
    ['malformedResponse', 'unknown', ''],
    ['malformedResponse', 'unknown', 'data: {"type":"image_generation.partial_image","b64_json":"QUJD"}\n\n'],
  ])('is %s, %s: %j', (code, money, body) => {
    expect(verdict(200, body)).toMatchObject({ code, money, retry: 'no' });
  });

  it('says what the model said', () => {
    expect(verdict(200, candidate('STOP')).words).toBe('Sorry.');
  });
});

it('the words are clean, and empty when the service said nothing', () => {
  expect(verdict(400, error('bad\n\u202Ekey s3cret')).words).toBe('bad key […]');
  expect(verdict(500, '').words).toBe('');
});
