import { describe, expect, it } from 'vitest';
import { hasKeyData, hasModelList, judgeKey } from '../../src/host/keyVerdict.ts';

const key = 'sk-verdict-3f9a';
const list = { object: 'list', data: [{ id: 'gpt-image-2' }] };

function judge(status: number, body: unknown, holds = hasModelList) {
  return judgeKey('Relay', key, { status, text: typeof body === 'string' ? body : JSON.stringify(body) }, holds);
}

describe('what a free call says of a key', () => {
  it.each([
    ['OpenAI’s list', list],
    ['Google’s list', { models: [{ name: 'models/gemini-3-pro-image' }] }],
    ['a list of nothing', { data: [] }],
    ['a list in a wrapper that says it went well', { code: 0, message: 'ok', success: true, data: [] }],
  ])('accepts it with %s', (_, body) => {
    expect(judge(200, body)).toEqual({ state: 'accepted', body });
  });

  it('accepts it with what a service knows of a key', () => {
    const body = { data: { limit_remaining: 4.9 } };
    expect(judge(200, body, hasKeyData)).toEqual({ state: 'accepted', body });
  });

  it.each([
    ['a page', '<!doctype html><title>Welcome</title>'],
    ['nothing', ''],
    ['an object without a list', { hello: 'world' }],
    ['a cut list', '{"data":[{"id":"gpt-'],
    ['something of another kind', { data: { id: 'x' } }],
    ['a text', '"ok"'],
  ])('says nothing of it with %s under status 200', (_, body) => {
    expect(judge(200, body)).toEqual({
      state: 'untested',
      note: 'Relay answered the free call that tries the key with something else than a list of models.',
    });
  });

  it.each([
    ['401 in words', 401, { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } }, 401],
    ['401 without words', 401, '', 401],
    ['401 with a page', 401, '<html><h1>Unauthorized</h1></html>', 401],
    ['401 wrapped in a 200', 200, { code: 401, message: 'token invalid', data: null }, 401],
    [
      'Google’s 400',
      400,
      googles(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'API_KEY_INVALID'),
      400,
    ],
    [
      'Google’s 403 for a key that leaked',
      403,
      googles(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
      403,
    ],
    ['a relay’s 403 for a token', 403, { error: { message: '令牌已禁用' } }, 403],
    ['403 without words', 403, '', 403],
  ])('rejects it with %s', (_, status, body, said) => {
    expect(judge(status, body)).toEqual({ state: 'rejected', note: `Relay did not accept the key (${said}).` });
  });

  it.each([
    [
      'a restricted key, 403',
      403,
      'You have insufficient permissions for this operation. Missing scopes: api.model.read. Check your restricted API key.',
    ],
    [
      'a restricted key, 401',
      401,
      'You have insufficient permissions for this operation. Missing scopes: api.model.read.',
    ],
    ['a region', 403, 'Country, region, or territory not supported'],
    ['a referrer', 403, 'Requests from referer <empty> are blocked.'],
    ['too many calls', 429, 'Rate limit reached'],
    ['an empty balance', 402, 'Insufficient balance'],
    ['a mistake of its own', 500, 'Incorrect API key of the channel'],
  ])('does not judge it by %s, and passes on why', (_, status, message) => {
    const body = { error: { message, status: 'PERMISSION_DENIED' } };
    expect(judge(status, body)).toEqual({
      state: 'untested',
      note: `Relay answered with status ${status}: ${message}`,
    });
  });

  it.each([
    ['404', 404, ''],
    ['a firewall’s page', 403, '<html><title>Access denied</title></html>'],
    ['a redirect', 302, ''],
    ['a gateway’s page', 502, '<html><h1>Bad Gateway</h1></html>'],
  ])('does not judge it by %s', (_, status, body) => {
    expect(judge(status, body)).toEqual({
      state: 'untested',
      note: `The free call that tries the key was answered with status ${status}.`,
    });
  });

  it('never repeats the key', () => {
    const { note } = judge(403, { error: { message: `Not in this region with ${key}` } }) as { note: string };
    expect(note).toContain('Not in this region');
    expect(note).not.toContain(key);
  });
});

function googles(code: number, status: string, message: string, reason?: string) {
  return { error: { code, status, message, details: reason === undefined ? [] : [{ reason }] } };
}
