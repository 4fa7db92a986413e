import { t } from '@vscode/l10n';
import { EaselError } from '../base/errors.ts';
import type { AuthScheme, Service } from '../base/provider.ts';

/** The header that carries a key, for each scheme. */
export function keyHeader(scheme: AuthScheme, key: string): Readonly<Record<string, string>> {
  if (key === '') return {};
  switch (scheme) {
    case 'bearer':
      return { authorization: `Bearer ${key}` };
    case 'x-goog-api-key':
    case 'x-api-key':
      return { [scheme]: key };
    case 'none':
      return {};
  }
}

/** No key is stored for a service, or one for another address. */
export function missingKey(service: Service, origin: string, otherOrigin: string | undefined): EaselError {
  return new EaselError({
    code: 'auth',
    what:
      otherOrigin === undefined
        ? t('There is no key for {0} yet.', service.label)
        : t('The key for {0} was entered for {1} and does not go to {2}.', service.label, otherOrigin, origin),
    money: 'notSent',
    next: t('Run “Easel: Set API Key…” with a key of this service.'),
  });
}
