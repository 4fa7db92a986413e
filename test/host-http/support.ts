import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import {
  type Http,
  type HttpBody,
  type HttpFailure,
  type HttpRequest,
  isHttpFailure,
  type Receiver,
} from '../../src/core/http.ts';
import type { Lookup } from '../../src/host/http/connect.ts';

const fixtures = new URL('../fixtures/tls/', import.meta.url);
export const authorityFile = fileURLToPath(new URL('authority.pem', fixtures));
export const credentials = {
  cert: readFileSync(new URL('server.pem', fixtures)),
  key: readFileSync(new URL('server.key', fixtures)),
};
/** Settings under which the tests' own authority is trusted. */
export const trusting = { env: { NODE_EXTRA_CA_CERTS: authorityFile } };

/** Every name is this machine: tests reach no network. */
export const everythingIsLoopback: Lookup = (_name, _options, callback) => {
  callback(null, [{ address: '127.0.0.1', family: 4 }]);
};

const open: { readonly close: () => void }[] = [];

/** Closes what the tests of a file opened; for `afterEach`. */
export function closeServers(): void {
  for (const { close } of open.splice(0)) close();
}

async function listening<T extends net.Server>(server: T): Promise<{ server: T; port: number; sockets: net.Socket[] }> {
  const sockets: net.Socket[] = [];
  server.on('connection', (socket: net.Socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return { server, port: (server.address() as net.AddressInfo).port, sockets };
}

export const tcpServer = (onSocket: (socket: net.Socket) => void) => listening(net.createServer(onSocket));

export const tlsServer = (onSocket: (socket: tls.TLSSocket) => void) =>
  listening(
    tls.createServer(credentials, (socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    }),
  );

export const httpServer = (handler: http.RequestListener) => listening(http.createServer(handler));

/** Answers the first request with exactly these bytes and what comes after. */
export const answering = (bytes: string | Uint8Array, then: (socket: net.Socket) => void = (socket) => socket.end()) =>
  tcpServer((socket) => {
    socket.once('data', () => {
      socket.write(bytes, () => {
        then(socket);
      });
    });
  });

export interface Heard {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  sent: number;
}

export function textBody(text: string): HttpBody {
  const bytes = Buffer.from(text);
  return {
    contentType: 'application/json',
    length: bytes.length,
    async *stream() {
      yield await Promise.resolve(bytes);
    },
  };
}

/** What a receiver heard of one exchange; `heard` is filled even when the exchange rejects. */
export function listen(): { receiver: Receiver; heard: Heard } {
  const heard: Heard = { status: 0, headers: {}, body: Buffer.alloc(0), sent: 0 };
  const receiver: Receiver = {
    sent() {
      heard.sent += 1;
    },
    head({ status, headers }) {
      heard.status = status;
      heard.headers = headers;
    },
    data(chunk) {
      heard.body = Buffer.concat([heard.body, chunk]);
    },
  };
  return { receiver, heard };
}

export async function exchange(
  http: Http,
  request: Partial<HttpRequest> & { url: string },
  signal = new AbortController().signal,
): Promise<Heard> {
  const { receiver, heard } = listen();
  await http.exchange(
    { method: 'GET', headers: {}, purpose: 'service', deadlineMs: 10_000, ...request },
    receiver,
    signal,
  );
  return heard;
}

/** The failure that an exchange rejects with. */
export async function failing(work: Promise<unknown>): Promise<HttpFailure> {
  const error: unknown = await work.then(
    () => new Error('it should have failed'),
    (reason: unknown) => reason,
  );
  if (!isHttpFailure(error)) throw error;
  return error;
}

export const post = (url: string, text = '{"prompt":"a cat"}'): Partial<HttpRequest> & { url: string } => ({
  method: 'POST',
  url,
  headers: { Authorization: 'Bearer sk-test-1' },
  body: textBody(text),
});
