import assert from 'node:assert/strict';
import { gather } from '../../src/host/gather.ts';
import { LedgerFile } from '../../src/host/ledger.ts';
import { TurnFiles } from '../../src/host/turnFiles.ts';
import { agicto } from '../../src/providers/agicto.ts';
import { google } from '../../src/providers/google.ts';
import { startAgicto } from '../services/agicto.mjs';
import { startGoogle } from '../services/google.mjs';
import { startMixroute } from '../services/mixroute.mjs';
import { startVapi } from '../services/vapi.mjs';
import { generate, storage } from './support/easel.ts';
import { withService } from './support/service.ts';

interface Said {
  readonly role: string;
  readonly text: string;
  readonly images: number;
}

/** Words and pictures of a request, whatever its dialect calls them. */
function said(turns: unknown): readonly Said[] {
  return (turns as readonly Record<string, unknown>[]).map((turn) => {
    const parts = [turn['parts'] ?? turn['content']].flat() as readonly (string | Record<string, unknown>)[];
    const texts = parts.flatMap((part) => (typeof part === 'string' ? [part] : [part['text']]));
    const isImage = (part: string | Record<string, unknown>) =>
      typeof part !== 'string' && ['inlineData', 'inline_data', 'image_url', 'image'].some((name) => name in part);
    return {
      role: String(turn['role']),
      text: texts.filter((text) => typeof text === 'string').join(' '),
      images: parts.filter(isImage).length,
    };
  });
}

/** Three turns, each going on from the one before, and what the third request holds of them. */
async function converse(provider: string, model: string, requests: () => readonly { readonly json: unknown }[]) {
  const one = await generate({ provider, model, prompt: 'a small boat' });
  const two = await generate({ provider, model, prompt: 'with a red sail', continues: one.jobId });
  const three = await generate({ provider, model, prompt: 'at night', continues: two.jobId });
  assert.equal(three.images.length, 1);
  return requests().at(-1)?.json as Record<string, unknown>;
}

describe('A dialogue with google', () => {
  const service = withService('google', startGoogle);

  it('holds turns one and two in the third request, the model’s own word for word, signatures included', async () => {
    const body = await converse('google', 'gemini-3-pro-image', () => service().requests);
    assert.deepEqual(
      said(body['contents']).map(({ role, images }) => [role, images]),
      [
        ['user', 0],
        ['model', 1],
        ['user', 0],
        ['model', 1],
        ['user', 0],
      ],
    );
    const words = said(body['contents']).filter(({ role }) => role === 'user');
    assert.deepEqual(
      words.map(({ text }) => text),
      ['a small boat', 'with a red sail', 'at night'],
    );
    assert.equal(JSON.stringify(body).match(/"thoughtSignature":"/g)?.length ?? 0, 2);
  });
});

describe('A dialogue with mixroute', () => {
  const service = withService('mixroute', startMixroute);

  it('holds turns one and two in the third request', async () => {
    const body = await converse('mixroute', 'gemini-2.5-flash-image', () => service().requests);
    assert.deepEqual(
      said(body['contents']).map(({ role, text, images }) => [role, text, images]),
      [
        ['user', 'a small boat', 0],
        ['model', '', 1],
        ['user', 'with a red sail', 0],
        ['model', '', 1],
        ['user', 'at night', 0],
      ],
    );
  });
});

describe('A dialogue with vapi', () => {
  const service = withService('vapi', startVapi);

  it('goes on in its chat, which holds turns one and two in the third request', async () => {
    const body = await converse('vapi', 'nano-banana', () =>
      service().requests.filter(({ method }) => method === 'POST'),
    );
    const roles = said(body['messages']).map(({ role, text, images }) => [role, text, images]);
    assert.deepEqual(roles, [
      ['user', 'a small boat', 0],
      ['assistant', '', 1],
      ['user', 'with a red sail', 0],
      ['assistant', '', 1],
      ['user', 'at night', 0],
    ]);
  });
});

describe('A dialogue that goes on at another service', () => {
  const atGoogle = withService('google', startGoogle);
  const atAgicto = withService('agicto', startAgicto, (url) => ({
    endpoints: { google: atGoogle().url, agicto: url },
  }));
  const model = 'gemini-3-pro-image';
  const signatures = (body: unknown) => JSON.stringify(body).match(/thought_?signature/gi)?.length ?? 0;

  it('takes words and pictures along, and what a model said in its own words only to its own service', async () => {
    const one = await generate({ provider: 'google', model, prompt: 'a small boat' });
    const two = await generate({ provider: 'agicto', prompt: 'with a red sail', continues: one.jobId });
    const there = atAgicto().requests.at(-1)?.json as Record<string, unknown>;
    assert.deepEqual(
      said(there['contents']).map(({ role, text, images }) => [role, text, images]),
      [
        ['user', 'a small boat', 0],
        ['model', '', 1],
        ['user', 'with a red sail', 0],
      ],
    );
    assert.equal(signatures(there), 0);
    assert.doesNotMatch(JSON.stringify(there), /inlineData|mimeType/);

    await generate({ provider: 'google', model, prompt: 'at night', continues: two.jobId });
    const back = atGoogle().requests.at(-1)?.json as Record<string, unknown>;
    assert.deepEqual(
      said(back['contents']).map(({ role, images }) => [role, images]),
      [
        ['user', 0],
        ['model', 1],
        ['user', 0],
        ['model', 1],
        ['user', 0],
      ],
    );
    assert.equal(signatures(back), 1, 'of the first turn, which google said');
    assert.doesNotMatch(JSON.stringify(back), /inline_data|mime_type/);
  });

  it('is the same after a restart: all of it is told from what lies on the disk', async () => {
    const one = await generate({ provider: 'google', model, prompt: 'a small boat' });
    const { jobId } = await generate({ provider: 'google', model, prompt: 'with a red sail', continues: one.jobId });
    const remembered = () => ({
      ledger: new LedgerFile(storage('ledger.jsonl')),
      turns: new TurnFiles(storage('turns')),
    });
    const goOn = (service: typeof google) =>
      gather({ continues: jobId }, undefined, { service, model: service.guess(model) }, remembered());
    const here = await goOn(google);
    assert.deepEqual(
      here.turns.map(({ prompt, images }) => [prompt, images.length]),
      [
        ['a small boat', 1],
        ['with a red sail', 1],
      ],
    );
    assert.deepEqual(
      here.turns.map(({ kept }) => signatures(kept)),
      [1, 1],
    );
    const elsewhere = await goOn(agicto);
    assert.deepEqual(
      elsewhere.turns.map(({ kept }) => kept),
      [undefined, undefined],
    );
    assert.equal(elsewhere.turns.length, 2);
  });
});
