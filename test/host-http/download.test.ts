import { afterEach, describe, expect, it } from 'vitest';
import type { HttpFailure } from '../../src/core/http.ts';
import { createHttp } from '../../src/host/http/client.ts';
import type { Lookup } from '../../src/host/http/connect.ts';
import type { NetworkSettings } from '../../src/host/http/networkSettings.ts';
import {
  closeServers,
  everythingIsLoopback,
  exchange,
  failing,
  httpServer,
  tcpServer,
  tlsServer,
  trusting,
} from './support.ts';

afterEach(closeServers);

const allowing: NetworkSettings = { ...trusting, allowHosts: ['images.example', 'service.example'] };
const resolvingTo =
  (address: string): Lookup =>
  (_name, _options, callback) => {
    callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };

const download = (url: string, settings: NetworkSettings, lookup = everythingIsLoopback, serviceUrl?: string) =>
  exchange(
    createHttp(() => settings, { lookup }),
    {
      url,
      purpose: 'download',
      headers: { Authorization: 'Bearer sk-test-1', 'x-api-key': 'sk-test-1', Cookie: 'a=b', Accept: 'image/*' },
      ...(serviceUrl === undefined ? {} : { serviceUrl }),
    },
  );

const blocked = async (work: Promise<unknown>): Promise<HttpFailure> => {
  const error = await failing(work);
  expect(error).toMatchObject({ kind: 'blocked' });
  return error;
};

/** A server over TLS that answers by path, and the heads it saw. */
async function files(replies: Readonly<Record<string, string>> | ((port: number) => Record<string, string>)) {
  const heads: string[] = [];
  const { port, sockets } = await tlsServer((socket) => {
    socket.once('data', (bytes) => {
      const head = bytes.toString('latin1');
      heads.push(head);
      const table = typeof replies === 'function' ? replies(port) : replies;
      socket.end(table[/^GET ([^ ?]+)/.exec(head)?.[1] ?? ''] ?? 'HTTP/1.1 404 Not Found\r\n\r\n');
    });
  });
  return { port, heads, sockets };
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nimage';
const to = (location: string, status = 302) => `HTTP/1.1 ${status} Found\r\nLocation: ${location}\r\n\r\n`;

describe('a download', () => {
  it('carries no credentials, and its query as it was signed', async () => {
    const { port, heads } = await files({ '/a.png': ok });
    const heard = await download(`https://images.example:${port}/a.png?Signature=a%2Bb+c&x=1`, allowing);
    expect(heard.body.toString()).toBe('image');
    expect(heads[0]).toContain('GET /a.png?Signature=a%2Bb+c&x=1 HTTP/1.1\r\n');
    expect(heads[0]).not.toMatch(/sk-test-1|cookie|authorization/i);
    expect(heads[0]).toContain('accept: image/*');
  });

  it('follows up to five redirects, each with a head of its own, and tells of the last only', async () => {
    const { port, heads } = await files((own) => ({
      '/0': to('/1', 301),
      '/1': to('2?a=b', 302),
      '/2': to(`https://service.example:${own}/3`, 303),
      '/3': to(`//images.example:${own}/4`, 307),
      '/4': to('./5', 308),
      '/5': ok,
    }));
    const heard = await download(`https://images.example:${port}/0`, allowing);
    expect(heard).toMatchObject({ status: 200, sent: 1 });
    expect(heard.body.toString()).toBe('image');
    expect(heads.map((head) => /^GET ([^ ]+)[^]*\r\nhost: ([a-z]+)/i.exec(head)?.slice(1).join(' '))).toEqual([
      '/0 images',
      '/1 images',
      '/2?a=b images',
      '/3 service',
      '/4 images',
      '/5 images',
    ]);
  });

  it('ends after the fifth redirect', async () => {
    const { port, heads } = await files({ '/': to('/') });
    const error: unknown = await download(`https://images.example:${port}/`, allowing).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'HttpFailure', kind: 'protocol' });
    expect(heads).toHaveLength(6);
  });

  it('is not led by a redirect to where a link may not lead', async () => {
    const inside = await tcpServer(() => undefined);
    for (const target of [
      `http://127.0.0.1:${inside.port}/`,
      `https://127.0.0.1:${inside.port}/`,
      `https://2130706433:${inside.port}/`,
      `https://[::ffff:127.0.0.1]:${inside.port}/`,
      `//localhost:${inside.port}/`,
      `https://other.example:${inside.port}/`,
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
    ]) {
      const { port } = await files({ '/': to(target) });
      await blocked(download(`https://images.example:${port}/`, allowing));
    }
    expect(inside.sockets).toHaveLength(0);
  });

  it('does not connect where a public name resolves to a private address', async () => {
    const inside = await tcpServer(() => undefined);
    const url = `https://images.example:${inside.port}/a.png`;
    const error = await blocked(download(url, trusting));
    expect(error).toMatchObject({ sent: false });
    expect(error.detail).toContain('images.example');
    expect(error.detail).toContain('127.0.0.1');
    for (const address of ['::1', '::ffff:127.0.0.1', '10.0.0.1', 'fd00::1', '169.254.169.254']) {
      await blocked(download(url, trusting, resolvingTo(address)));
    }
    expect(inside.sockets).toHaveLength(0);
  });

  it('does not connect where only one of several addresses is private', async () => {
    const inside = await tcpServer(() => undefined);
    const mixed: Lookup = (_name, _options, callback) => {
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '93.184.216.34', family: 4 },
      ]);
    };
    await blocked(download(`https://images.example:${inside.port}/`, trusting, mixed));
    expect(inside.sockets).toHaveLength(0);
  });

  it('judges the literal host behind a proxy, not the address of the proxy', async () => {
    const asked: string[] = [];
    const proxy = await tcpServer((socket) => {
      socket.once('data', (bytes) => {
        asked.push(bytes.toString('latin1').split('\r\n', 1)[0]!);
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
    });
    const settings = { ...trusting, proxy: `http://127.0.0.1:${proxy.port}` };
    await blocked(download('https://192.168.1.1/a.png', settings));
    await blocked(download('https://router/a.png', settings));
    expect(asked).toEqual([]);
    const error: unknown = await download('https://images.example/a.png', settings).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'proxy' });
    expect(asked).toEqual(['CONNECT images.example:443 HTTP/1.1']);
  });

  it('may use http on the origin of a loopback service, and on no other', async () => {
    const { port } = await httpServer((_request, reply) => reply.end('image'));
    const other = await httpServer((_request, reply) => reply.end('secret'));
    const service = `http://127.0.0.1:${port}`;
    expect((await download(`${service}/files/1.png`, {}, undefined, service)).body.toString()).toBe('image');
    await blocked(download(`http://127.0.0.1:${other.port}/`, {}, undefined, service));
    await blocked(download(`http://localhost:${port}/`, {}, undefined, service));
    await blocked(download(`${service}/files/1.png`, {}));
    expect(other.sockets).toHaveLength(0);
  });

  it('is not led from the loopback service to another port of this machine', async () => {
    const other = await httpServer((_request, reply) => reply.end('secret'));
    const { port } = await httpServer((_request, reply) =>
      reply.writeHead(302, { Location: `http://127.0.0.1:${other.port}/` }).end(),
    );
    await blocked(download(`http://127.0.0.1:${port}/`, {}, undefined, `http://127.0.0.1:${port}/`));
    expect(other.sockets).toHaveLength(0);
  });
});
