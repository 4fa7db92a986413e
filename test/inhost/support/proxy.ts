// A proxy that wants a login, in this process and over real sockets. It notes all that it could read.
import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';

/** One CONNECT, in the order in which they came. */
export interface Tunnel {
  /** Host and port, as they were asked for. */
  readonly target: string;
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
  /** The answer: 200, or 407 for a wrong login. */
  readonly status: number;
  /** All headers, and what went through the tunnel in both directions. */
  readonly seen: Uint8Array[];
}

export interface Proxy {
  readonly port: number;
  readonly tunnels: Tunnel[];
  close(): Promise<void>;
}

/**
 * @param host The one name that it knows; it is this machine. VS Code itself may ask for others, in vain.
 * @param login "name:password"
 */
export async function startProxy(host: string, login: string): Promise<Proxy> {
  const expected = `Basic ${Buffer.from(login, 'utf8').toString('base64')}`;
  const tunnels: Tunnel[] = [];
  const sockets = new Set<net.Socket>();
  const keep = (socket: net.Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = http.createServer((_request, response) => response.writeHead(502).end());
  server.on('connection', keep);
  server.on('connect', (request, client: net.Socket) => {
    const target = request.url ?? '';
    const port = Number(target.slice(host.length + 1));
    if (target !== `${host}:${port}`) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const authorization = request.headers['proxy-authorization'];
    const status = authorization === expected ? 200 : 407;
    const seen: Uint8Array[] = [Buffer.from(request.rawHeaders.join('\n'))];
    tunnels.push({ target, authorization, status, seen });
    if (status === 407) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n');
      return;
    }
    const onward = new net.Socket().connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      for (const each of [client, onward]) each.on('data', (bytes: Uint8Array) => seen.push(bytes));
      client.pipe(onward).pipe(client);
    });
    keep(onward);
    client.on('close', () => onward.destroy());
    onward.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    tunnels,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
