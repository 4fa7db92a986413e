import { t } from '@vscode/l10n';
import { HttpFailure, type HttpFailureKind, isHttpFailure } from '../../core/http.ts';
import { EaselError } from '../../base/errors.ts';

const kinds: readonly (readonly [RegExp, HttpFailureKind])[] = [
  [/^(ENOTFOUND|EAI_)/, 'dns'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|ETIMEDOUT)$/, 'connect'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/, 'reset'],
  [/^(HPE_INVALID_EOF_STATE|Z_BUF_ERROR)$/, 'reset'],
  [/^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/, 'tls'],
  [/^(HPE_|UND_ERR_HEADERS_OVERFLOW|Z_)/, 'protocol'],
];

/** A failure whose `sent` is filled in where the whole exchange is known. */
export function failure(kind: HttpFailureKind, detail: string, cause?: unknown): HttpFailure {
  return new HttpFailure(kind, detail, false, cause);
}

/**
 * What went wrong on the way to a host, as a failure. Errors' own messages are not passed on: those of libraries may
 * quote what was sent.
 */
export function toFailure(error: unknown, host: string, sent: boolean): Error {
  if (error instanceof EaselError) return error;
  if (isHttpFailure(error)) return new HttpFailure(error.kind, error.detail, sent, error.cause);
  const code = codeOf(error);
  const kind = kinds.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
  return new HttpFailure(kind, describe(kind, host, code), sent, error);
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : '';
}

function describe(kind: HttpFailureKind, host: string, code: string): string {
  switch (kind) {
    case 'dns':
      return t('The host {0} was not found.', host);
    case 'refused':
      return t('{0} refused the connection.', host);
    case 'connect':
      return t('{0} cannot be reached ({1}).', host, code);
    case 'tls':
      return t('No secure connection to {0}: its certificate or protocol is not accepted ({1}).', host, code);
    case 'reset':
      return t('The connection to {0} was cut.', host);
    case 'protocol':
      return t('{0} answered with something that is not valid HTTP ({1}).', host, code);
    case 'proxy':
    case 'timeout':
    case 'aborted':
    case 'blocked':
    case 'tooLarge':
    case 'other':
      return t('The exchange with {0} failed ({1}).', host, code);
  }
}
