import { t } from '@vscode/l10n';
import { isObject } from '../base/json.ts';
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
 * Tries a key with free calls: one that is for keys, where the service has one, and its list of models. Only a plain
 * 401 or 403 is a rejection: a 404, a timeout or no network says nothing about the key.
 */
export async function testProvider(service: Service, endpoint: string, key: string, http: Http): Promise<KeyTest> {
  const ask = (path: string) => get(service, endpoint + path, key, http);
  const { keyCheck, modelList } = service;
  const checked = keyCheck === undefined ? undefined : await ask(keyCheck);
  if (checked && !('body' in checked)) return checked;
  const left = checked && leftOf(checked.body);
  const balance = left === undefined ? {} : { balance: left };
  if (modelList === undefined) return { state: checked ? 'accepted' : 'untested', models: [], ...balance };
  const listed = await ask(modelList);
  if ('body' in listed) return { state: 'accepted', models: listedModels(listed.body), ...balance };
  return checked ? { state: 'accepted', models: [], ...balance } : listed;
}

/** The JSON of a free call, or what its failure says of the key. */
async function get(
  service: Service,
  url: string,
  key: string,
  http: Http,
): Promise<KeyTest | { readonly body: unknown }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let status = 0;
  try {
    await http.exchange(
      {
        method: 'GET',
        url,
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
  if (status !== 200) {
    const note = t('The free call that tries the key was answered with status {0}.', status);
    return { state: 'untested', models: [], note };
  }
  return { body: parsed(Buffer.concat(chunks).toString('utf8')) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What a key may still spend, in dollars, by OpenRouter's description of it; undefined: it has no limit of its own. */
function leftOf(body: unknown): string | undefined {
  const data = isObject(body) ? body['data'] : undefined;
  const left = isObject(data) ? data['limit_remaining'] : undefined;
  return typeof left === 'number' ? `$${left.toFixed(2)}` : undefined;
}
