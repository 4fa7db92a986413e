import { describe, expect, it } from 'vitest';
import { EaselError } from '../../src/base/errors.ts';
import { routeTo } from '../../src/host/http/proxy.ts';
import type { NetworkSettings } from '../../src/host/http/networkSettings.ts';

const route = (settings: NetworkSettings, url = 'https://api.service.example/v1') => routeTo(new URL(url), settings);
const way = (settings: NetworkSettings, url?: string): string => {
  const found = route(settings, url);
  return found.kind === 'direct'
    ? 'direct'
    : `${found.kind} ${found.secure ? 'secure ' : ''}${found.host}:${found.port}`;
};

describe('the way to a service', () => {
  it.each([
    [{}, 'direct'],
    [{ proxy: '' }, 'direct'],
    [{ proxy: 'http://127.0.0.1:7890' }, 'connect 127.0.0.1:7890'],
    [{ proxy: '127.0.0.1:7890' }, 'connect 127.0.0.1:7890'],
    [{ proxy: 'proxy.corp' }, 'connect proxy.corp:80'],
    [{ proxy: 'https://proxy.corp' }, 'connect secure proxy.corp:443'],
    [{ proxy: 'https://proxy.corp:80/' }, 'connect secure proxy.corp:80'],
    [{ proxy: 'http://[::1]:7890' }, 'connect ::1:7890'],
    [{ proxy: 'socks5://127.0.0.1:7891' }, 'socks5 127.0.0.1:7891'],
    [{ proxy: 'SOCKS5H://127.0.0.1' }, 'socks5 127.0.0.1:1080'],
    [{ proxy: 'socks://127.0.0.1:80' }, 'socks5 127.0.0.1:80'],
    [{ env: { HTTPS_PROXY: 'http://a:1' } }, 'connect a:1'],
    [{ env: { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' } }, 'connect b:2'],
    [{ env: { HTTP_PROXY: 'http://a:1' } }, 'connect a:1'],
    [{ env: { ALL_PROXY: 'socks5://a:1' } }, 'socks5 a:1'],
    [{ proxy: 'http://a:1', env: { HTTPS_PROXY: 'http://b:2' } }, 'connect a:1'],
    [{ proxy: ' ', env: { HTTPS_PROXY: 'http://b:2' } }, 'connect b:2'],
  ] satisfies [NetworkSettings, string][])('under %j is %s', (settings, expected) => {
    expect(way(settings)).toBe(expected);
  });

  it.each(['socks4://127.0.0.1:1', 'socks4a://127.0.0.1:1', 'pac+http://x/', 'http://', 'http://a b'])(
    'cannot be %s, and the message says what to do',
    (proxy) => {
      let error: unknown;
      try {
        route({ proxy });
      } catch (reason) {
        error = reason;
      }
      expect(error).toBeInstanceOf(EaselError);
      expect(error).toMatchObject({
        code: 'invalidRequest',
        money: 'notSent',
        message: expect.stringContaining('http.proxy'),
      });
    },
  );

  it('is direct for a proxy nobody can use when the proxy is not needed', () => {
    expect(way({ proxy: 'socks4://x' }, 'http://localhost:1/')).toBe('direct');
  });

  it.each([
    ['*', true],
    ['service.example', true],
    ['.service.example', true],
    ['*.service.example', true],
    ['API.Service.Example', true],
    ['api.service.example:443', true],
    ['api.service.example:8443', false],
    ['ervice.example', false],
    ['other.example', false],
    ['', false],
  ])('goes past the proxy for the pattern %j: %j', (pattern, isDirect) => {
    const proxy = 'http://a:1';
    expect(way({ proxy, noProxy: [pattern] }) === 'direct').toBe(isDirect);
    expect(way({ proxy, env: { no_proxy: `x.example,${pattern} y.example` } }) === 'direct').toBe(isDirect);
  });

  it('goes past the proxy to IPv6 addresses and to this machine', () => {
    const proxy = 'http://a:1';
    expect(way({ proxy, noProxy: ['2606:4700::1'] }, 'https://[2606:4700::1]/')).toBe('direct');
    expect(way({ proxy, noProxy: ['[2606:4700::1]:443'] }, 'https://[2606:4700::1]/')).toBe('direct');
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'x.localhost'])
      expect(way({ proxy }, `http://${host}/`)).toBe('direct');
  });

  it('takes the login from the URL or the setting, and credentials never meet a direct way', () => {
    expect(route({ proxy: 'http://ann:p%40ss@a:1' })).toMatchObject({ authorization: 'Basic YW5uOnBAc3M=' });
    expect(route({ proxy: 'http://ann:x@a:1', proxyAuthorization: 'Bearer t' })).toMatchObject({
      authorization: 'Bearer t',
    });
    expect(route({ proxy: 'http://a:1', proxyAuthorization: null })).not.toHaveProperty('authorization');
    expect(route({ proxy: 'socks5://ann:p%40ss@a:1' })).toMatchObject({ username: 'ann', password: 'p@ss' });
  });
});
