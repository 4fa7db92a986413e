import { isObject } from '../base/json.ts';
import type { Service } from '../base/provider.ts';
import { keyHeader } from '../core/key.ts';
import { isHttpFailure, type Http } from '../core/http.ts';
import { listedModels } from '../providers/index.ts';
import { hasKeyData, hasModelList, judgeKey, type KeyVerdict } from './keyVerdict.ts';
import type { KeyTest } from './ui/setKey.ts';

const deadlineMs = 5000;
const mostBytes = 4 * 1024 * 1024;

/**
 * Tries a key with free calls: one that is for keys, where the service has one, and its list of models. A 404, a
 * timeout or no network says nothing about the key.
 */
export async function testProvider(service: Service, endpoint: string, key: string, http: Http): Promise<KeyTest> {
  const ask = async (path: string, holds: typeof hasModelList): Promise<KeyVerdict> => {
    const reply = await get(service, endpoint + path, key, http);
    return 'status' in reply ? judgeKey(service.label, key, reply, holds) : { state: 'untested', note: reply.failed };
  };
  const { keyCheck, modelList } = service;
  const checked = keyCheck === undefined ? undefined : await ask(keyCheck, hasKeyData);
  if (checked && checked.state !== 'accepted') return { ...checked, models: [] };
  const left = checked && leftOf(checked.body);
  const balance = left === undefined ? {} : { balance: left };
  if (modelList === undefined) return { state: checked ? 'accepted' : 'untested', models: [], ...balance };
  const listed = await ask(modelList, hasModelList);
  if (listed.state === 'accepted') return { state: 'accepted', models: listedModels(listed.body), ...balance };
  return checked ? { state: 'accepted', models: [], ...balance } : { ...listed, models: [] };
}

/** The reply to a free call, or why there is none. */
async function get(
  service: Service,
  url: string,
  key: string,
  http: Http,
): Promise<{ readonly status: number; readonly text: string } | { readonly failed: string }> {
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
    return { failed: isHttpFailure(error) ? error.detail : String(error) };
  }
  return { status, text: Buffer.concat(chunks).toString('utf8') };
}

/** What a key may still spend, in dollars, by OpenRouter's description of it; undefined: it has no limit of its own. */
function leftOf(body: unknown): string | undefined {
  const data = isObject(body) ? body['data'] : undefined;
  const left = isObject(data) ? data['limit_remaining'] : undefined;
  return typeof left === 'number' ? `$${left.toFixed(2)}` : undefined;
}
