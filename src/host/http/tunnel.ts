import { isIP, type Socket } from 'node:net';
import { t } from '@vscode/l10n';
import { failure } from './failure.ts';
import type { Route } from './proxy.ts';

type Proxy = Exclude<Route, { readonly kind: 'direct' }>;

/** Proxies answer in a few hundred bytes; more is something else. */
const maxAnswerBytes = 16_384;

/**
 * Asks the proxy at the other end of `socket` for a connection to a host by its name, so that the proxy resolves it.
 * Afterwards the socket speaks to that host.
 */
export async function openTunnel(socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  if (proxy.kind === 'connect') await askConnect(socket, proxy, host, port);
  else await askSocks(socket, proxy, host, port);
}

async function askConnect(socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'Proxy-Connection: keep-alive'];
  if (proxy.authorization !== undefined) lines.push(`Proxy-Authorization: ${headerValue(proxy.authorization)}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const answer = await readAnswer(socket, proxy, (bytes) => {
    const end = bytes.indexOf('\r\n\r\n');
    return end === -1 ? undefined : end + 4;
  });
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer.toString('latin1'))?.[1];
  if (status === '407') {
    throw failure(
      'proxy',
      proxy.authorization === undefined
        ? t('The proxy {0} asks for a user name and password (407).', proxy.host)
        : t('The proxy {0} does not accept the user name and password (407).', proxy.host),
    );
  }
  if (status === undefined) throw failure('proxy', t('{0} does not answer like a proxy.', proxy.host));
  if (!status.startsWith('2')) {
    throw failure('proxy', t('The proxy {0} does not connect to {1} (status {2}).', proxy.host, host, status));
  }
}

/** A setting with a line break in it must not write headers of its own. */
function headerValue(text: string): string {
  return text.replace(/[\r\n\0]/g, '').trim();
}

/** SOCKS 5: RFC 1928, with user name and password as in RFC 1929. */
async function askSocks(socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  const hasCredentials = proxy.username !== '' || proxy.password !== '';
  socket.write(Buffer.from(hasCredentials ? [5, 2, 0, 2] : [5, 1, 0]));
  const [version, method] = await readAnswer(socket, proxy, (bytes) => (bytes.length < 2 ? undefined : 2));
  if (version !== 5) throw failure('proxy', t('{0} does not answer like a SOCKS 5 proxy.', proxy.host));
  if (method === 2 && hasCredentials) await logIn(socket, proxy);
  else if (method !== 0) {
    throw failure('proxy', t('The proxy {0} asks for a user name and password.', proxy.host));
  }
  const target = Buffer.from(host, 'utf8');
  const portBytes = [port >> 8, port & 255];
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, target.length]), target, Buffer.from(portBytes)]));
  const answer = await readAnswer(socket, proxy, socksAnswerLength);
  if (answer[1] !== 0) {
    throw failure('proxy', t('The proxy {0} does not connect to {1} (status {2}).', proxy.host, host, answer[1] ?? ''));
  }
}

async function logIn(socket: Socket, proxy: Proxy): Promise<void> {
  const parts = [proxy.username, proxy.password].map((part) => Buffer.from(part, 'utf8').subarray(0, 255));
  const fields = parts.flatMap((part) => [Buffer.from([part.length]), part]);
  socket.write(Buffer.concat([Buffer.from([1]), ...fields]));
  const answer = await readAnswer(socket, proxy, (bytes) => (bytes.length < 2 ? undefined : 2));
  if (answer[1] !== 0) {
    throw failure('proxy', t('The proxy {0} does not accept the user name and password.', proxy.host));
  }
}

function socksAnswerLength(bytes: Buffer): number | undefined {
  const addressLengths: Readonly<Record<number, number>> = { 1: 4, 3: 1 + (bytes[4] ?? 0), 4: 16 };
  const length = 4 + (addressLengths[bytes[3] ?? 0] ?? 4) + 2;
  return bytes.length < Math.max(length, 7) ? undefined : length;
}

/** Reads until `lengthOf` knows how long the answer is. What follows the answer stays in the socket. */
function readAnswer(socket: Socket, proxy: Proxy, lengthOf: (bytes: Buffer) => number | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const settle = (act: () => void) => {
      socket.off('readable', read).off('error', reject).off('close', cut);
      act();
    };
    const cut = () => {
      settle(() => {
        reject(failure('proxy', t('The proxy {0} cut the connection.', proxy.host)));
      });
    };
    const read = () => {
      for (let chunk: unknown = socket.read(); Buffer.isBuffer(chunk); chunk = socket.read()) {
        bytes = Buffer.concat([bytes, chunk]);
        const length = lengthOf(bytes);
        if (length !== undefined) {
          const rest = bytes.subarray(length);
          settle(() => {
            if (rest.length > 0) socket.unshift(rest);
            resolve(bytes.subarray(0, length));
          });
          return;
        }
        if (bytes.length > maxAnswerBytes) {
          settle(() => {
            reject(failure('proxy', t('{0} does not answer like a proxy.', proxy.host)));
          });
          return;
        }
      }
      if (socket.readableEnded) cut();
    };
    socket.on('readable', read).on('error', reject).on('close', cut);
    read();
  });
}
