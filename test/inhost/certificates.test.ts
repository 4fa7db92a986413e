import assert from 'node:assert/strict';
import { refusalOf } from './support/easel.ts';
import { ask, canary } from './support/mixroute.ts';
import { withHttp, withSecureMixroute } from './support/secureMixroute.ts';

describe('A service whose certificate nobody on this machine vouches for', () => {
  const service = withSecureMixroute('127.0.0.1');

  async function isRefused(): Promise<void> {
    const before = service().connections;
    const { code, message } = await refusalOf(ask({}));
    assert.equal(code, 'network', message);
    assert.match(message, /127\.0\.0\.1:\d+: its certificate or protocol is not accepted \(\w+\)/);
    assert.match(message, /Nothing was charged\./);
    assert.ok(!message.includes(canary), message);
    assert.ok(service().connections > before, 'it was tried');
    assert.deepEqual(service().requests, [], 'no request followed the handshake');
  }

  it('gets nothing: no prompt and no key', isRefused);

  it('gets nothing either where VS Code is not strict with proxies', () =>
    withHttp({ proxyStrictSSL: false }, isRefused));

  it('gets nothing either where verification is switched off for all of Node.js', async () => {
    const { NODE_TLS_REJECT_UNAUTHORIZED: before } = process.env;
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await isRefused();
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });
});
