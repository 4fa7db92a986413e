import { describe, expect, it } from 'vitest';
import { EaselError } from '../../src/base/errors.ts';
import { normaliseBaseUrl } from '../../src/host/http/baseUrl.ts';

const refusal = (text: string): string => {
  try {
    normaliseBaseUrl(text);
  } catch (error) {
    if (error instanceof EaselError && error.code === 'invalidRequest' && error.money === 'notSent') return error.text;
  }
  throw new Error(`${text} was not refused`);
};

describe('a base URL', () => {
  it.each([
    ['https://console.mixroute.io', 'https://console.mixroute.io'],
    ['https://console.mixroute.io/', 'https://console.mixroute.io'],
    ['  https://console.mixroute.io/v1/ \n', 'https://console.mixroute.io'],
    ['https://console.mixroute.io/v1', 'https://console.mixroute.io'],
    ['https://console.mixroute.io/v1/images/generations', 'https://console.mixroute.io'],
    ['https://console.mixroute.io//v1//images', 'https://console.mixroute.io'],
    ['console.mixroute.io', 'https://console.mixroute.io'],
    ['console.mixroute.io/v1', 'https://console.mixroute.io'],
    ['//console.mixroute.io', 'https://console.mixroute.io'],
    ['HTTPS://Console.Mixroute.IO/a/../v1', 'https://console.mixroute.io'],
    ['https://relay.example:8443/openai/v1/', 'https://relay.example:8443/openai'],
    ['https://relay.example:443/v1beta/models', 'https://relay.example'],
    ['https://relay.example/v1alpha2', 'https://relay.example'],
    ['https://relay.example/vision', 'https://relay.example/vision'],
    ['https://例え.example/v1', 'https://xn--r8jz45g.example'],
    ['http://localhost:3000/v1', 'http://localhost:3000'],
    ['localhost:3000', 'http://localhost:3000'],
    ['127.0.0.1:8080/v1', 'http://127.0.0.1:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['https://127.0.0.1:8080', 'https://127.0.0.1:8080'],
    ['https://192.168.1.5/v1', 'https://192.168.1.5'],
  ])('%s becomes %s', (pasted, expected) => {
    expect(normaliseBaseUrl(pasted)).toBe(expected);
    expect(normaliseBaseUrl(expected)).toBe(expected);
  });

  it.each([
    ['/api/v3', 'https://ark.example/api/v3/images/generations', 'https://ark.example'],
    ['/api/v3', 'https://ark.example/api', 'https://ark.example'],
    ['/api/v3', 'https://ark.example/api/v1', 'https://ark.example'],
    ['/api/v1', 'https://proxy.example/qwen/api/v1/services', 'https://proxy.example/qwen'],
    ['/v1', 'https://relay.example/api/v1', 'https://relay.example/api'],
    ['/v1beta', 'https://google.example/v1beta/models/x:generateContent', 'https://google.example'],
    ['/v1beta', 'https://google.example/v1', 'https://google.example'],
    ['/gemini', 'https://mountsea.example/gemini/image/generate', 'https://mountsea.example'],
  ])('is cut where %s begins', (ownPath, pasted, expected) => {
    expect(normaliseBaseUrl(pasted, ownPath)).toBe(expected);
  });

  it.each([
    ['', 'empty'],
    ['https:/console.mixroute.io', 'must begin with https://'],
    ['htp:/nowhere', 'must begin with https://'],
    ['   ', 'empty'],
    ['http://console.mixroute.io', 'http is only for this machine'],
    ['http://192.168.1.5:8080', 'http is only for this machine'],
    ['http://localhost.example', 'http is only for this machine'],
    ['http://0.0.0.0:8080', 'http is only for this machine'],
    ['ftp://console.mixroute.io', 'https://'],
    ['javascript:alert(1)', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['https://', 'not a URL'],
    ['https://exa mple.com', 'spaces'],
    ['https://exam\nple.com', 'spaces'],
    ['https://exam\u200bple.com', 'spaces'],
    ['https://sk-secret@relay.example', 'user name or password'],
    ['https://ann:sk-secret@relay.example', 'user name or password'],
    ['https://@relay.example', 'user name or password'],
    ['sk-secret@relay.example', 'user name or password'],
    ['https://relay.example/v1?key=sk-secret', 'query'],
    ['https://relay.example/v1?', 'query'],
    ['https://relay.example/#/token', 'fragment'],
    ['https://relay.example/#', 'fragment'],
    ['https://:8080', 'not a URL'],
    ['https://relay.example:99999', 'not a URL'],
  ])('%j is refused with words', (pasted, words) => {
    const text = refusal(pasted);
    expect(text).toContain(words);
    expect(text).not.toContain('sk-secret');
  });
});
