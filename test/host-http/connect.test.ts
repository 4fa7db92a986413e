import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/host/http/client.ts';
import type { Lookup } from '../../src/host/http/connect.ts';
import type { NetworkSettings } from '../../src/host/http/networkSettings.ts';
import { reset } from '../services/sendReply.mjs';
import {
  closeServers,
  credentials,
  everythingIsLoopback,
  exchange,
  failing,
  httpServer,
  post,
  tcpServer,
  tlsServer,
  trusting,
} from './support.ts';

afterEach(closeServers);

const httpWith = (settings: NetworkSettings, lookup: Lookup = everythingIsLoopback) =>
  createHttp(() => settings, { lookup });

/** A server over TLS that answers every request with the request itself. */
async function echo(host = 'service.example') {
  const { port, sockets } = await tlsServer((socket) => {
    socket.once('data', (bytes) => socket.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), bytes])));
  });
  return { url: `https://${host}:${port}/v1/images`, sockets };
}

interface ProxyLog {
  readonly port: number;
  readonly asked: string[];
}

/** A CONNECT proxy that reaches every host on this machine. */
async function connectProxy(
  options: { authorization?: string; secure?: boolean; status?: string } = {},
): Promise<ProxyLog> {
  const asked: string[] = [];
  const onSocket = (socket: net.Socket) => {
    socket.once('data', (bytes) => {
      const head = bytes.toString('latin1');
      asked.push(head);
      if (options.authorization && !head.includes(`Proxy-Authorization: ${options.authorization}\r\n`)) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      if (options.status) {
        socket.end(`HTTP/1.1 ${options.status}\r\n\r\n`);
        return;
      }
      relay(socket, Number(/^CONNECT [^ ]+:(\d+) /.exec(head)?.[1]), 'HTTP/1.1 200 Connection established\r\n\r\n');
    });
  };
  const { port } = options.secure ? await tlsServer(onSocket) : await tcpServer(onSocket);
  return { port, asked };
}

/** A SOCKS 5 proxy that reaches every host on this machine. */
async function socksProxy(login?: string): Promise<ProxyLog> {
  const asked: string[] = [];
  const { port } = await tcpServer((socket) => {
    const steps = login ? ['greeting', 'login', 'connect'] : ['greeting', 'connect'];
    socket.on('data', function listen(bytes) {
      const step = steps.shift();
      if (step === 'greeting') socket.write(Buffer.from([5, login ? 2 : 0]));
      if (step === 'login') {
        const name = bytes.subarray(2, 2 + bytes[1]!).toString();
        const password = bytes.subarray(3 + bytes[1]!).toString();
        socket.write(Buffer.from([1, `${name}:${password}` === login ? 0 : 1]));
      }
      if (step === 'connect') {
        socket.off('data', listen);
        asked.push(bytes.subarray(5, 5 + bytes[4]!).toString());
        relay(socket, bytes.readUInt16BE(5 + bytes[4]!), Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      }
    });
  });
  return { port, asked };
}

function relay(socket: net.Socket, port: number, answer: string | Uint8Array): void {
  const onward = net.connect(port, '127.0.0.1', () => {
    socket.write(answer);
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}

describe('a certificate', () => {
  it('of a private authority is refused, and accepted where the authority is named', async () => {
    const { url } = await echo();
    expect(await failing(exchange(httpWith({ env: {} }), post(url)))).toMatchObject({ kind: 'tls', sent: false });
    expect(await failing(exchange(httpWith({ env: {}, systemCertificates: false }), post(url)))).toMatchObject({
      kind: 'tls',
      sent: false,
    });
    expect((await exchange(httpWith(trusting), post(url))).status).toBe(200);
    const system = { env: { SSL_CERT_FILE: trusting.env.NODE_EXTRA_CA_CERTS } };
    // Newer versions of Node.js ask the system itself, which does not know the tests' authority.
    if (!('getCACertificates' in tls)) expect((await exchange(httpWith(system), post(url))).status).toBe(200);
    expect((await failing(exchange(httpWith({ ...system, systemCertificates: false }), post(url)))).kind).toBe('tls');
  });

  it('of a private authority takes a second connection the first time, and one from then on', async () => {
    const { url, sockets } = await echo();
    const http = httpWith(trusting);
    await Promise.all([exchange(http, post(url)), exchange(http, post(url))]);
    expect(sockets).toHaveLength(4);
    await exchange(http, post(url));
    expect(sockets).toHaveLength(5);
  });

  it('for another name is refused', async () => {
    const { url } = await echo('other.example');
    const error = await failing(exchange(httpWith(trusting), post(url)));
    expect(error).toMatchObject({ kind: 'tls', sent: false });
    expect(error.detail).toContain('other.example');
  });

  it('for an address is checked against the address', async () => {
    const { url } = await echo('127.0.0.1');
    expect((await exchange(httpWith(trusting), post(url))).status).toBe(200);
  });

  it('is asked for the old versions of TLS in vain', async () => {
    const server = tls.createServer({ ...credentials, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const error = await failing(exchange(httpWith(trusting), post(`https://service.example:${port}/`)));
    expect(error).toMatchObject({ kind: 'tls', sent: false });
    server.close();
  });
});

describe('what is provably not sent', () => {
  it('a name that nobody knows', async () => {
    const nobody: Lookup = (name, _options, callback) => {
      // As Node.js does: with the error alone.
      Reflect.apply(callback, undefined, [Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND' })]);
    };
    const error = await failing(exchange(httpWith({}, nobody), post('https://nowhere.example/v1?key=secret')));
    expect(error).toMatchObject({ kind: 'dns', sent: false });
    expect(error.detail).toBe('The host nowhere.example was not found.');
  });

  it('a port that nobody listens on', async () => {
    const { port } = await httpServer(() => undefined);
    closeServers();
    expect(await failing(exchange(httpWith({}), post(`http://127.0.0.1:${port}/`)))).toMatchObject({
      kind: 'refused',
      sent: false,
    });
  });

  it('a reset when the connection is accepted, over TLS', async () => {
    const { port } = await tcpServer(reset);
    const error = await failing(exchange(httpWith(trusting), post(`https://service.example:${port}/`)));
    expect(error).toMatchObject({ kind: 'reset', sent: false });
  });

  it('a server that does not speak TLS', async () => {
    const { port } = await tcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await failing(exchange(httpWith(trusting), post(`https://service.example:${port}/`)));
    expect(error.sent).toBe(false);
  });

  it('a server that never finishes the handshake, when the deadline passes or it is cancelled', async () => {
    const { port } = await tcpServer((socket) => void socket.resume());
    const request = post(`https://service.example:${port}/`);
    expect(await failing(exchange(httpWith(trusting), { ...request, deadlineMs: 50 }))).toMatchObject({
      kind: 'timeout',
      sent: false,
    });
    const controller = new AbortController();
    const work = exchange(httpWith(trusting), request, controller.signal);
    setImmediate(() => {
      controller.abort();
    });
    expect(await failing(work)).toMatchObject({ kind: 'aborted', sent: false });
  });

  it('but not a reset after the head arrived', async () => {
    const { port } = await tcpServer((socket) => {
      socket.once('data', () => {
        reset(socket);
      });
    });
    const error = await failing(exchange(httpWith({}), post(`http://127.0.0.1:${port}/`)));
    expect(error).toMatchObject({ kind: 'reset', sent: true });
  });

  it('is never said of a request of which the server saw a byte', async () => {
    for (let round = 0; round < 50; round += 1) {
      let seen = 0;
      const { port } = await tcpServer((socket) => {
        socket.on('data', (bytes) => (seen += bytes.length));
        if (round % 2 === 0) reset(socket);
        else {
          setImmediate(() => {
            reset(socket);
          });
        }
      });
      const error = await failing(exchange(httpWith({}), post(`http://127.0.0.1:${port}/`)));
      if (seen > 0) expect(error.sent).toBe(true);
      closeServers();
    }
  });
});

describe('a proxy', () => {
  const withProxy = (proxy: string, more: NetworkSettings = {}) => httpWith({ ...trusting, proxy, ...more });

  it('is asked to connect by name, and sees neither key nor prompt', async () => {
    const { url } = await echo();
    const proxy = await connectProxy();
    const heard = await exchange(withProxy(`http://127.0.0.1:${proxy.port}`), post(url));
    expect(heard.body.toString()).toContain('authorization: Bearer sk-test-1');
    expect(proxy.asked[0]).toMatch(/^CONNECT service\.example:\d+ HTTP\/1\.1\r\nHost: service\.example:\d+\r\n/);
    expect(proxy.asked.join()).not.toContain('sk-test-1');
  });

  it('is taken from the environment, and asked without resolving the name here', async () => {
    const { url } = await echo();
    const proxy = await connectProxy();
    const onlyProxy: Lookup = (name, options, callback) => {
      expect(name).toBe('localhost');
      everythingIsLoopback(name, options, callback);
    };
    const env = { ...trusting.env, https_proxy: `http://localhost:${proxy.port}` };
    expect((await exchange(httpWith({ env }, onlyProxy), post(url))).status).toBe(200);
  });

  it('gets the user name and password of its URL, or the setting as it is', async () => {
    const { url } = await echo();
    const authorization = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    const { port } = await connectProxy({ authorization });
    expect((await exchange(withProxy(`http://ann:p%40ss@127.0.0.1:${port}`), post(url))).status).toBe(200);
    const setting = { proxyAuthorization: authorization };
    expect((await exchange(withProxy(`http://127.0.0.1:${port}`, setting), post(url))).status).toBe(200);
  });

  it('that wants a password is named, without the password that it was given', async () => {
    const { url } = await echo();
    const { port } = await connectProxy({ authorization: 'Basic right' });
    const error = await failing(exchange(withProxy(`http://ann:wrong-one@127.0.0.1:${port}`), post(url)));
    expect(error).toMatchObject({ kind: 'proxy', sent: false });
    expect(error.detail).toContain('407');
    expect(`${error.message} ${error.stack ?? ''}`).not.toContain('wrong-one');
  });

  it('that does not connect, cuts, answers nonsense or refuses is a failure before sending', async () => {
    const { url } = await echo();
    const refusing = await connectProxy({ status: '502 Bad Gateway' });
    const cutting = await tcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 2'));
    });
    const babbling = await tcpServer((socket) => {
      const babble = () => {
        if (!socket.destroyed) socket.write('x'.repeat(4096), () => setImmediate(babble));
      };
      babble();
    });
    const gone = await tcpServer(() => undefined);
    gone.server.close();
    for (const [port, kind] of [
      [refusing.port, 'proxy'],
      [cutting.port, 'proxy'],
      [babbling.port, 'proxy'],
      [gone.port, 'refused'],
    ] as const) {
      expect(await failing(exchange(withProxy(`http://127.0.0.1:${port}`), post(url)))).toMatchObject({
        kind,
        sent: false,
      });
    }
  });

  it('is left aside for noProxy and for this machine', async () => {
    const { url } = await echo();
    const proxy = await connectProxy();
    const text = `http://127.0.0.1:${proxy.port}`;
    await exchange(withProxy(text, { noProxy: ['service.example'] }), post(url));
    await exchange(withProxy(text, { env: { ...trusting.env, NO_PROXY: 'a.example, .example' } }), post(url));
    const here = await httpServer((_request, reply) => reply.end());
    await exchange(withProxy(text), post(`http://localhost:${here.port}/`));
    expect(proxy.asked).toEqual([]);
  });

  it('may itself be spoken to over TLS, with or without a certificate that is trusted', async () => {
    const { url } = await echo();
    const proxy = await connectProxy({ secure: true });
    const named = `https://service.example:${proxy.port}`;
    const misnamed = `https://wrong.example:${proxy.port}`;
    expect((await exchange(withProxy(named), post(url))).status).toBe(200);
    expect(await failing(exchange(withProxy(misnamed), post(url)))).toMatchObject({ kind: 'tls', sent: false });
    expect((await exchange(withProxy(misnamed, { proxyStrictSSL: false }), post(url))).status).toBe(200);
  });

  it('that is not strict does not make a service less strict', async () => {
    const { url } = await echo('other.example');
    const proxy = await connectProxy();
    const settings = { proxyStrictSSL: false };
    const error = await failing(exchange(withProxy(`http://127.0.0.1:${proxy.port}`, settings), post(url)));
    expect(error).toMatchObject({ kind: 'tls', sent: false });
  });

  it('may be a SOCKS 5 proxy, with and without a login', async () => {
    const { url } = await echo();
    const open = await socksProxy();
    expect((await exchange(withProxy(`socks5://127.0.0.1:${open.port}`), post(url))).status).toBe(200);
    expect(new Set(open.asked)).toEqual(new Set(['service.example']));
    const closed = await socksProxy('ann:secret');
    expect((await exchange(withProxy(`socks://ann:secret@127.0.0.1:${closed.port}`), post(url))).status).toBe(200);
    const other = await socksProxy('ann:secret');
    const error = await failing(exchange(withProxy(`socks5h://ann:wrong-one@127.0.0.1:${other.port}`), post(url)));
    expect(error).toMatchObject({ kind: 'proxy', sent: false });
    const unknown = await socksProxy('ann:secret');
    expect(await failing(exchange(withProxy(`socks5://127.0.0.1:${unknown.port}`), post(url)))).toMatchObject({
      kind: 'proxy',
    });
  });

  it('closes its connection within 250 ms of a cancel while it is still connecting', async () => {
    const { url } = await echo();
    const controller = new AbortController();
    let begun = 0;
    const { port, sockets } = await tcpServer((socket) => {
      socket.once('data', () => {
        begun = performance.now();
        controller.abort();
      });
    });
    const work = exchange(withProxy(`http://127.0.0.1:${port}`), post(url), controller.signal);
    expect(await failing(work)).toMatchObject({ kind: 'aborted', sent: false });
    await new Promise<void>((resolve) => {
      if (sockets[0]!.closed) resolve();
      else sockets[0]!.once('close', resolve);
    });
    expect(performance.now() - begun).toBeLessThan(250);
  });
});
