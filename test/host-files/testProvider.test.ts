import { describe, expect, it } from 'vitest';
import { HttpFailure, type Http } from '../../src/core/http.ts';
import { testProvider } from '../../src/host/testProvider.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { mountsea } from '../../src/providers/mountsea.ts';

const key = 'sk-tried-77c1';
const list = { data: [{ id: 'gpt-image-2' }, { id: 'gpt-5.2' }] };

/** A service that answers by path, and what it was asked. */
function serving(replies: Readonly<Record<string, readonly [status: number, body: unknown] | HttpFailure>>) {
  const asked: string[] = [];
  const http: Http = {
    async exchange({ method, url, headers }, receiver) {
      const { pathname } = new URL(url);
      asked.push(`${method} ${pathname} ${headers['authorization'] ?? ''}`);
      const reply = replies[pathname] ?? [404, {}];
      if (reply instanceof HttpFailure) throw reply;
      receiver.head({ status: reply[0], headers: {} });
      await receiver.data(new TextEncoder().encode(typeof reply[1] === 'string' ? reply[1] : JSON.stringify(reply[1])));
    },
  };
  return { http, asked };
}

describe('trying a key', () => {
  it('asks for the list of models, with the key, and gives those that draw', async () => {
    const { http, asked } = serving({ '/v1/models': [200, list] });
    const tested = await testProvider(openai, 'https://api.openai.com', key, http);
    expect(tested).toEqual({ state: 'accepted', models: ['gpt-image-2'] });
    expect(asked).toEqual([`GET /v1/models Bearer ${key}`]);
  });

  it('takes a page under status 200 for no answer', async () => {
    const { http } = serving({ '/v1/models': [200, '<!doctype html><title>Console</title>'] });
    const { state, models } = await testProvider(openai, 'https://relay.example', key, http);
    expect([state, models]).toEqual(['untested', []]);
  });

  it('says nothing of the key when the service cannot be reached', async () => {
    const { http } = serving({ '/v1/models': new HttpFailure('dns', 'The host was not found.', false) });
    const tested = await testProvider(openai, 'https://relay.example', key, http);
    expect(tested).toEqual({ state: 'untested', models: [], note: 'The host was not found.' });
  });

  it('asks first what is for keys, where the list is for everybody, and tells what is left', async () => {
    const models = { data: [{ id: 'a/painter', architecture: { output_modalities: ['image'] } }] };
    const { http, asked } = serving({
      '/api/v1/key': [200, { data: { limit_remaining: 4.9 } }],
      '/api/v1/models': [200, models],
    });
    const tested = await testProvider(openrouter, openrouter.baseUrl, key, http);
    expect(tested).toEqual({ state: 'accepted', models: ['a/painter'], balance: '$4.90' });
    expect(asked.map((line) => line.split(' ')[1])).toEqual(['/api/v1/key', '/api/v1/models']);
  });

  it('asks no further once the key is rejected', async () => {
    const { http, asked } = serving({
      '/api/v1/key': [401, { error: { code: 401, message: 'No cookie auth credentials found' } }],
    });
    const tested = await testProvider(openrouter, openrouter.baseUrl, key, http);
    expect(tested).toEqual({ state: 'rejected', models: [], note: 'OpenRouter did not accept the key (401).' });
    expect(asked).toHaveLength(1);
  });

  it('accepts a key that is known, though the list does not come', async () => {
    const { http } = serving({ '/api/v1/key': [200, { data: {} }], '/api/v1/models': [503, ''] });
    const tested = await testProvider(openrouter, openrouter.baseUrl, key, http);
    expect(tested).toEqual({ state: 'accepted', models: [] });
  });

  it('asks nothing where a service has no free call', async () => {
    const { http, asked } = serving({});
    expect(await testProvider(mountsea, mountsea.baseUrl, key, http)).toEqual({ state: 'untested', models: [] });
    expect(asked).toEqual([]);
  });
});
