import { describe, expect, it } from 'vitest';
import { FileValue, type Service } from '../../src/base/provider.ts';
import { keptTurn, restoredTurn, turnForm, usableTurn } from '../../src/core/turn.ts';
import { agicto } from '../../src/providers/agicto.ts';
import { customServices } from '../../src/providers/custom.ts';
import { google } from '../../src/providers/google.ts';
import { vapi } from '../../src/providers/vapi.ts';
import { BlobRef } from '../../src/wire/sink.ts';
import { reference } from './fakes.ts';

describe('a model’s turn', () => {
  const draft = new BlobRef(0, 'base64', 'image/png');
  const result = new BlobRef(1, 'base64', 'image/png');
  const turn = {
    role: 'model',
    parts: [
      { thought: true, inlineData: { mimeType: 'image/png', data: draft } },
      { text: 'Here it is.', thoughtSignature: 'c2lnbmF0dXJl' },
      { inlineData: { mimeType: 'image/png', data: result }, thoughtSignature: 'bW9yZQ==' },
    ],
  };

  it('is kept word for word, with its signatures and without drafts', () => {
    const kept = keptTurn(turn, (blob) => (blob === result ? 0 : undefined));
    expect(kept).toEqual({
      role: 'model',
      parts: [
        { text: 'Here it is.', thoughtSignature: 'c2lnbmF0dXJl' },
        {
          inlineData: { mimeType: 'image/png', data: { $image: 0, form: 'base64' } },
          thoughtSignature: 'bW9yZQ==',
        },
      ],
    });
  });

  it('goes back with the file in the place of its picture', () => {
    const image = reference();
    const kept = keptTurn(turn, (blob) => (blob === result ? 0 : undefined))!;
    expect(restoredTurn(kept, [image])).toEqual({
      role: 'model',
      parts: [
        { text: 'Here it is.', thoughtSignature: 'c2lnbmF0dXJl' },
        {
          inlineData: { mimeType: 'image/png', data: new FileValue(image, 'base64') },
          thoughtSignature: 'bW9yZQ==',
        },
      ],
    });
  });
});

describe('a turn that was kept', () => {
  const formOf = (service: Service) => turnForm(service, service.guess('gemini-3-pro-image'));
  const turn = { role: 'model', parts: [{ inlineData: { data: { $image: 0, form: 'base64' } } }] };
  const kept = { provider: 'google', form: formOf(google), turn };
  const own = (dialect: string): Service => {
    const entry = { id: 'mine', label: 'Mine', baseUrl: 'https://relay.example', dialect };
    const { services } = customServices([entry], new Set(), { baseUrl: (address) => address, isLocal: () => false });
    return services[0]!;
  };
  const usable = (service: Service, images = 1, of = kept) =>
    usableTurn(of, service, service.guess('gemini-3-pro-image'), images);

  it('goes back word for word to the service that said it', () => {
    expect(usable(google)).toBe(turn);
  });

  it('goes to no other service, however alike they write', () => {
    expect(formOf(own('gemini'))).toBe(kept.form);
    for (const other of [own('gemini'), agicto, vapi]) expect(usable(other)).toBeUndefined();
  });

  it('does not go back when the person’s own service is written to in another dialect since', () => {
    const camel = { ...kept, provider: 'mine', form: formOf(own('gemini')) };
    expect(usable(own('gemini'), 1, camel)).toBe(turn);
    expect(usable(own('agicto'), 1, camel)).toBeUndefined();
    expect(usable(own('chat'), 1, camel)).toBeUndefined();
  });

  it('does not go back without each of its pictures, and is not missed where there is none', () => {
    expect(usable(google, 0)).toBeUndefined();
    expect(usableTurn(undefined, google, google.guess('gemini-3-pro-image'), 0)).toBeUndefined();
  });

  it.each([
    [google, 'contents.parts.inlineData.data'],
    [agicto, 'contents.parts.inline_data.data'],
    [vapi, 'messages.content.image_url.url'],
  ])('of $id has the form %s', (service, form) => {
    expect(formOf(service)).toBe(form);
  });
});
