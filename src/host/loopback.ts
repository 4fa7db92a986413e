import { t } from '@vscode/l10n';
import { bareHost, isLoopbackHost } from './http/guard.ts';

/** Whether a base URL means the machine that the extension host runs on. */
export function isLocal(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && isLoopbackHost(bareHost(new URL(baseUrl)));
}

/**
 * In a remote window, what an address of one's own machine means there; undefined wherever there is nothing to explain.
 * @param remoteName `vscode.env.remoteName`
 */
export function loopbackNote(baseUrl: string, remoteName: string | undefined): string | undefined {
  if (remoteName === undefined || !isLocal(baseUrl)) return undefined;
  const { host } = new URL(baseUrl);
  return t('This window is remote: {0} is the machine that the extension host runs on.', host);
}
