import { describe, expect, it } from 'vitest';
import { FileValue } from '../../src/base/provider.ts';
import { keptTurn, restoredTurn } from '../../src/core/turn.ts';
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
