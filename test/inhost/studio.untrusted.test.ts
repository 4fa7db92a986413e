import assert from 'node:assert/strict';
import { filesIn } from './support/easel.ts';
import { Refused, withStudio } from './support/studio.ts';

describe('The Studio in a workspace that is not trusted', () => {
  const studio = withStudio();

  it('opens, says so, and makes nothing', async () => {
    const before = await filesIn('.');
    const panel = studio.open();
    const { isTrusted, cards } = await panel.call('ready', {});
    assert.deepEqual({ isTrusted, cards }, { isTrusted: false, cards: [] });
    const targets = [{ provider: 'sketch', model: 'sketch' }];
    await assert.rejects(panel.call('make', { draft: { prompt: 'a cat', images: [] }, targets }), (error) => {
      assert.ok(error instanceof Refused);
      assert.equal(error.info.code, 'untrusted');
      return true;
    });
    assert.deepEqual(panel.told('card'), []);
    assert.deepEqual(await filesIn('.'), before);
  });
});
