// In a window whose machine trusts the private authority of test/fixtures/tls: see `windows` in scripts/inhost.mjs.
import assert from 'node:assert/strict';
import { checkFile, only, refusalOf } from './support/easel.ts';
import { ask, canary } from './support/mixroute.ts';
import { type Proxy, startProxy, type Tunnel } from './support/proxy.ts';
import { resolving, setHttp, withHttp, withSecureMixroute } from './support/secureMixroute.ts';

describe('A service whose certificate the machine’s own authority vouches for', () => {
  const service = withSecureMixroute('127.0.0.1');

  it('is asked as any other', async () => {
    await checkFile(only(await ask({ prompt: 'a vouched-for cat' })));
    assert.equal(service().requests.length, 1);
    assert.equal(service().charged, 1);
  });

  it('gets nothing where VS Code is told to leave the machine’s certificates aside', () =>
    withHttp({ systemCertificates: false }, async () => {
      const { code, message } = await refusalOf(ask({}));
      assert.equal(code, 'network', message);
      assert.match(message, /certificate or protocol is not accepted.*Nothing was charged\./);
      assert.deepEqual(service().requests, []);
    }));
});

describe('Behind a proxy that wants a login', () => {
  const host = 'service.example';
  const login = 'ann:p@ss word';
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  let proxy: Proxy;
  const address = (credentials = '') => `http://${credentials}127.0.0.1:${proxy.port}`;

  before(async () => {
    proxy = await startProxy(host, login);
    await setHttp({ proxy: address(), proxyAuthorization: authorization });
  });
  const service = withSecureMixroute(host);
  beforeEach(() => {
    proxy.tunnels.length = 0;
  });
  after(async () => {
    await setHttp({ proxy: undefined, proxyAuthorization: undefined });
    await proxy.close();
  });

  /** One tunnel to the service, opened with the login. */
  function checkTunnel(): Tunnel {
    const [tunnel, ...more] = proxy.tunnels;
    assert.ok(tunnel);
    assert.deepEqual(more, []);
    assert.equal(tunnel.target, `${host}:${new URL(service().url).port}`);
    assert.equal(tunnel.authorization, authorization);
    return tunnel;
  }

  it('a request goes through it, and it sees neither the key nor the prompt', async () => {
    const prompt = 'a cat that nobody on the way may see';
    await checkFile(only(await ask({ prompt })));
    const seen = Buffer.concat(checkTunnel().seen);
    assert.ok(seen.length > 10_000, `the answer went through it: ${seen.length} bytes`);
    for (const secret of [canary, 'Bearer', prompt, '/v1/images', 'b64_json'])
      assert.ok(!seen.includes(secret), secret);
    const [request] = service().requests;
    assert.equal(request?.headers['authorization'], `Bearer ${canary}`);
    assert.equal(request.headers['proxy-authorization'], undefined, 'the login is the proxy’s alone');
    assert.equal(service().charged, 1);
  });

  it('the login may stand in the address of the proxy', () =>
    withHttp({ proxy: address('ann:p%40ss%20word@'), proxyAuthorization: undefined }, async () => {
      await checkFile(only(await ask({ prompt: 'a cat by address' })));
      checkTunnel();
    }));

  it('a service that http.noProxy names is asked directly', () =>
    withHttp({ noProxy: [host] }, async () => {
      const { value, asked } = await resolving(host, () => ask({ prompt: 'a cat past the proxy' }));
      await checkFile(only(value));
      assert.ok(asked > 0, 'its name was resolved here');
      assert.equal(service().requests.length, 1);
      assert.deepEqual(proxy.tunnels, []);
    }));

  for (const [which, settings, verdict] of [
    [
      'wrong',
      () => ({ proxy: address('ann:not-this-one@'), proxyAuthorization: undefined }),
      'does not accept the user name and password',
    ],
    ['missing', () => ({ proxyAuthorization: undefined }), 'asks for a user name and password'],
  ] as const) {
    it(`a ${which} login is named as what is wrong, and nothing is sent`, () =>
      withHttp(settings(), async () => {
        const before = service().connections;
        const { code, message } = await refusalOf(ask({}));
        assert.equal(code, 'network', message);
        assert.ok(message.includes(`The proxy 127.0.0.1 ${verdict} (407)`), message);
        assert.match(message, /Nothing was charged\..*proxy settings/);
        assert.ok(!message.includes('not-this-one'), message);
        // Once: some accounts are locked after a few wrong logins.
        assert.equal(proxy.tunnels.length, 1);
        for (const { status, seen } of proxy.tunnels) {
          assert.equal(status, 407);
          assert.ok(!Buffer.concat(seen).includes(canary));
        }
        assert.deepEqual(service().requests, []);
        assert.equal(service().connections, before);
      }));
  }
});
