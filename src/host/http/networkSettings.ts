/** What VS Code and the environment say about the network, as plain values. Read anew for every exchange. */
export interface NetworkSettings {
  /** `http.proxy`. Empty: the environment decides. With `http.proxySupport` off, pass neither this nor `env`. */
  readonly proxy?: string;
  /** `http.proxyAuthorization`: the whole value of the header. */
  readonly proxyAuthorization?: string | null;
  /** `http.noProxy`, beside `NO_PROXY` of the environment. */
  readonly noProxy?: readonly string[];
  /** `http.proxyStrictSSL`, default true. It is about the proxy's own certificate: a service's is always verified. */
  readonly proxyStrictSSL?: boolean;
  /** `http.systemCertificates`, default true. */
  readonly systemCertificates?: boolean;
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` are read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `easel.allowHosts`: hosts that the address guard lets pass. */
  readonly allowHosts?: readonly string[];
}
