// Every view in all four kinds of theme, from narrow to wide: nothing that axe finds, nothing that has to be scrolled
// sideways. The pictures in out/screenshots/studio are for people to look at.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { themes, uriOf, withStudio } from './support/studio.mjs';

const made = uriOf('assets/a-lighthouse-on-a-cliff.png');
const reference = uriOf('photos/lighthouse.png');

const views = {
  create: { view: 'create' },
  gallery: { view: 'gallery' },
  image: { view: 'image', uri: made },
  region: { view: 'region', uri: made },
  compare: { view: 'compare', left: made, right: reference },
  transform: { view: 'transform', uri: made },
};

// A theme changes colours and nothing else.
const [first] = Object.keys(themes);
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

const allWidths = [320, 720, 1280];

/** `npm run test:long` looks at every theme at every width; otherwise what is not the first is seen at the narrowest. */
const widthsOf = (theme) => (theme === first || process.env.EASEL_LONG ? allWidths : allWidths.slice(0, 1));

/** What a person has done so far: a prompt, references, two models. */
function busy(host) {
  host.snapshot.intents = [
    { kind: 'addReferences', images: [host.image('photos/lighthouse.png'), host.image('photos/harbour.png')] },
  ];
}

const studio = withStudio({ prepare: busy });

describe('Every view', () => {
  for (const [name, route] of Object.entries(views)) {
    it(`${name} can be used by everyone, in all themes and widths`, async () => {
      await studio.go(route);
      const found = new Map();
      for (const theme of Object.keys(themes)) {
        await studio.theme(theme);
        for (const width of widthsOf(theme)) {
          await studio.size(width);
          await studio.settled();
          await studio.assertFits();
          for (const text of await studio.violations(theme === first ? undefined : rulesOfColour))
            found.set(text, [...(found.get(text) ?? []), `${theme} ${width}`]);
          await studio.shot(`${name} ${theme} ${width}`);
        }
      }
      assert.deepEqual([...found], []);
    });
  }

  it('fits a narrow window that is zoomed to 200 %', async () => {
    await studio.open({ prepare: busy, width: 640, zoom: 2 });
    for (const [name, route] of Object.entries(views)) {
      await studio.go(route);
      await studio.assertFits();
      await studio.shot(`${name} zoomed`);
    }
  });

  it('says on an empty page what can be done', async () => {
    await studio.open({
      prepare(host) {
        host.snapshot.cards = [];
        host.snapshot.recentPrompts = [];
        host.gallery = [];
      },
    });
    for (const name of ['create', 'gallery']) {
      await studio.go(views[name]);
      await studio.axe();
      await studio.shot(`${name} empty`);
    }
  });
});
