import { expect, it } from 'vitest';
import type { Reply } from '../../src/wire/normalise.ts';
import { BlobRef, MixedText } from '../../src/wire/sink.ts';
import { withoutSecrets } from '../../src/wire/withoutSecrets.ts';

const secret = 'p"ä\\k';
const blob = new BlobRef(0, 'base64');
const nothing = { images: [], previews: [], failures: [], usage: {} };

it('A reply loses the key in every text of it, and nothing else', () => {
  const reply: Reply = {
    ...nothing,
    images: [{ blob, revisedPrompt: `a ${secret}` }],
    failures: [{ code: secret, message: `no ${secret}, ${encodeURIComponent(secret)}, ${JSON.stringify(secret)}` }],
    usage: { [`tokens ${secret}`]: 3 },
    modelTurn: { content: new MixedText(['x', `of ${secret}`, blob]), list: [blob, null, secret] },
    unfinished: true,
  };
  expect(withoutSecrets(reply, [secret, ''])).toEqual({
    ...nothing,
    images: [{ blob, revisedPrompt: 'a […]' }],
    failures: [{ code: '[…]', message: 'no […], […], "[…]"' }],
    usage: { 'tokens […]': 3 },
    modelTurn: { content: new MixedText(['x', 'of […]', blob]), list: [blob, null, '[…]'] },
    unfinished: true,
  });
  expect(withoutSecrets(reply, [])).toBe(reply);
});

it('A link to what was paid for leads where it led', () => {
  const images = [{ url: 'https://x.io/a.png?key=abc' }];
  const reply = { ...nothing, images, modelTurn: { url: 'https://x.io/?abc' } };
  expect(withoutSecrets(reply, ['abc'])).toEqual({ ...nothing, images, modelTurn: { url: 'https://x.io/?[…]' } });
});
