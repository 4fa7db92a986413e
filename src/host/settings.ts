import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { EaselError, isEaselError } from '../base/errors.ts';
import { isObject, ownOf } from '../base/json.ts';
import type { Service } from '../base/provider.ts';
import { restated } from '../core/failures.ts';
import type { SaveAs } from '../core/job.ts';
import { resolveFolder } from '../core/naming/folder.ts';
import { normaliseBaseUrl } from './http/baseUrl.ts';
import type { NetworkSettings } from './http/networkSettings.ts';

/**
 * Money, keys and network: the user's own value only. A repository's settings.json, a folder's, a dev container's
 * never count, whatever the manifest says of the scope.
 */
function userValue(name: string): unknown {
  const found = vscode.workspace.getConfiguration('easel').inspect(name);
  return found?.globalValue ?? found?.defaultValue;
}

function folderValue(name: string, scope: vscode.Uri | undefined): unknown {
  return vscode.workspace.getConfiguration('easel', scope ?? null).get(name);
}

/** By anybody: the person, the workspace or its folder. */
function isAssetsFolderSet(scope: vscode.Uri): boolean {
  const found = vscode.workspace.getConfiguration('easel', scope).inspect('assetsFolder');
  const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return values.some((value) => value !== undefined);
}

function integer(name: string, low: number, high: number): number {
  const value = userValue(name);
  const found = vscode.workspace.getConfiguration('easel').inspect<number>(name)?.defaultValue ?? low;
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, Math.round(value))) : found;
}

/** The settings of Easel as values, read anew each time: they may change between two jobs. */
export const settings = {
  provider: () => text(userValue('provider'), 'sketch'),
  model: () => text(userValue('model'), ''),
  confirmExternalCalls: () => userValue('confirmExternalCalls') !== false,
  maxImagesPerJob: () => integer('maxImagesPerJob', 1, 100),
  dailyImageLimit,
  timeoutMs: () => integer('timeoutSeconds', 10, 3600) * 1000,
  concurrency: () => integer('concurrency', 1, 16),
  metadata: () => oneOf(userValue('metadata'), ['full', 'label', 'none'] as const, 'full'),
  previews: () => oneOf(userValue('previews'), ['free', 'always', 'never'] as const, 'free'),
  prices: () => userValue('prices'),
  customProviders: () => userValue('customProviders'),
  assetsFolder: (scope: vscode.Uri | undefined) => text(folderValue('assetsFolder', scope), 'assets'),
  isAssetsFolderSet,
  /** VS Code's own setting for what is dropped or pasted into Markdown. */
  copyFilesDestination: (scope: vscode.Uri): unknown =>
    vscode.workspace.getConfiguration('markdown', scope).get('copyFiles.destination'),
  editDestination: (scope: vscode.Uri | undefined) =>
    oneOf(folderValue('editDestination', scope), ['assets', 'besideOriginal'] as const, 'assets'),
  fileName: (scope: vscode.Uri | undefined) => text(folderValue('fileName', scope), '${slug}'),
  saveAs: (scope: vscode.Uri | undefined) => saveAs(folderValue('saveAs', scope)),
  siteRoot,
  endpoint,
  network,
  /** Makes a provider and model the user's default. */
  async setDefault(provider: string, model: string): Promise<void> {
    const configuration = vscode.workspace.getConfiguration('easel');
    await configuration.update('provider', provider, vscode.ConfigurationTarget.Global);
    await configuration.update('model', model === '' ? undefined : model, vscode.ConfigurationTarget.Global);
  },
};

/**
 * Base URL of a service, without a trailing slash and without its version.
 * @throws EaselError `invalidRequest` when the user's own address cannot be used
 */
function endpoint(service: Service): string {
  const own = userValue('endpoints');
  const address = isObject(own) ? ownOf(own, service.id) : undefined;
  if (address === undefined || service.auth === 'none') return service.baseUrl;
  if (typeof address === 'string') return normaliseBaseUrl(address, service.ownPath);
  throw new EaselError({
    code: 'invalidRequest',
    what: t('The setting “easel.endpoints” holds no address for {0}.', service.label),
    money: 'notSent',
    next: t('Write a base URL such as {0}, or remove the entry.', service.baseUrl),
  });
}

/**
 * Images a day; 0: none is set.
 * @throws EaselError `invalidRequest`: a cap that cannot be read is not none
 */
function dailyImageLimit(): number {
  const value = userValue('dailyImageLimit') ?? 0;
  if (typeof value === 'number' && value >= 0 && value < Infinity) return Math.ceil(value);
  throw new EaselError({
    code: 'invalidRequest',
    what: t('The setting “easel.dailyImageLimit” is no number of images.'),
    money: 'notSent',
    next: t('Write a whole number; 0 is no limit.'),
    setting: 'easel.dailyImageLimit',
  });
}

function network(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const off = http.get('proxySupport') === 'off';
  const allowHosts = userValue('allowHosts');
  return {
    ...(off ? {} : { proxy: text(http.get('proxy'), ''), env: process.env }),
    proxyAuthorization: http.get<string | null>('proxyAuthorization') ?? null,
    noProxy: http.get<string[]>('noProxy') ?? [],
    proxyStrictSSL: http.get('proxyStrictSSL') !== false,
    systemCertificates: http.get('systemCertificates') !== false,
    allowHosts: Array.isArray(allowHosts) ? allowHosts.filter((host) => typeof host === 'string') : [],
  };
}

/** @throws EaselError `invalidRequest` */
function saveAs(value: unknown): SaveAs | undefined {
  if (value === 'original' || value === undefined || value === null) return undefined;
  if (typeof value === 'object') {
    const { format, quality, maxWidth } = value as Record<string, unknown>;
    const inRange = (each: unknown, low: number, high: number) =>
      each === undefined || (typeof each === 'number' && each >= low && each <= high);
    if (
      (format === 'png' || format === 'jpeg' || format === 'webp') &&
      inRange(quality, 1, 100) &&
      inRange(maxWidth, 16, 16384)
    ) {
      return {
        format,
        ...(typeof quality === 'number' ? { quality } : {}),
        ...(typeof maxWidth === 'number' ? { maxWidth } : {}),
      };
    }
  }
  throw new EaselError({
    code: 'invalidRequest',
    what: t('The setting “easel.saveAs” is not valid.'),
    money: 'notSent',
    next: t('Use "original", or for example {0}.', '{"format": "webp", "quality": 85}'),
  });
}

/**
 * The folder in which "/img/x.png" of a document lies, relative to its workspace folder; undefined where it is not set.
 * @throws EaselError `invalidRequest` when it is not in the workspace folder
 */
function siteRoot(workspaceFolder: vscode.Uri, scope: vscode.Uri): string | undefined {
  const value = text(folderValue('siteRoot', scope), '').trim();
  if (value === '') return undefined;
  try {
    return resolveFolder(value, { workspaceFolder: workspaceFolder.path });
  } catch (error) {
    if (!isEaselError(error)) throw error;
    throw restated(error, { next: t('Change the setting “easel.siteRoot”.') });
  }
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function oneOf<const T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise;
}
