import { t } from '@vscode/l10n';
import type { Service } from '../base/provider.ts';
import { keyHeader } from '../core/exchange.ts';
import { isHttpFailure, type Http } from '../core/http.ts';
import type { Keys } from '../core/ports.ts';
import { listedModels } from '../providers/index.ts';
import { settings } from './settings.ts';
import type { KeyTest } from './ui/setKey.ts';

const deadlineMs = 5000;
const mostBytes = 4 * 1024 * 1024;

/** The models of the key that is stored for a service. */
export async function listModels(service: Service, keys: Keys, http: Http): Promise<KeyTest> {
  const endpoint = settings.endpoint(service);
  const { key } = await keys.find(service.id, new URL(endpoint).origin);
  return testProvider(service, endpoint, key ?? '', http);
}

/**
 * Tries a key with the service's free list of models. Only a plain 401 or 403 is a rejection: a 404, a timeout or no
 * network says nothing about the key.
 */
export async function testProvider(service: Service, endpoint: string, key: string, http: Http): Promise<KeyTest> {
  if (service.modelList === undefined) return { state: 'untested', models: [] };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let status = 0;
  try {
    await http.exchange(
      {
        method: 'GET',
        url: endpoint + service.modelList,
        headers: { accept: 'application/json', ...keyHeader(service.auth, key) },
        purpose: 'service',
        deadlineMs,
      },
      {
        head(head) {
          ({ status } = head);
        },
        data(chunk) {
          bytes += chunk.length;
          if (bytes <= mostBytes) chunks.push(chunk.slice());
        },
      },
      new AbortController().signal,
    );
  } catch (error) {
    const note = isHttpFailure(error) ? error.detail : String(error);
    return { state: 'untested', models: [], note };
  }
  if (status === 401 || status === 403) {
    return { state: 'rejected', models: [], note: t('{0} did not accept the key ({1}).', service.label, status) };
  }
  if (status !== 200)
    return {
      state: 'untested',
      models: [],
      note: t('The request for its list of models was answered with status {0}.', status),
    };
  return { state: 'accepted', models: modelsIn(Buffer.concat(chunks).toString('utf8')) };
}

function modelsIn(text: string): readonly string[] {
  try {
    return listedModels(JSON.parse(text));
  } catch {
    return [];
  }
}
