import { t } from '@vscode/l10n';

/** What a ratio is used for, so that nobody has to picture numbers. Undefined: nothing in particular. */
export function ratioNote(ratio: string): string | undefined {
  const notes: Readonly<Record<string, string>> = {
    '1:1': t('square: icon, avatar'),
    '16:9': t('wide: banner, slide, screenshot'),
    '9:16': t('tall: phone screen, story'),
    '4:3': t('landscape: illustration in a text'),
    '3:4': t('portrait'),
    '3:2': t('landscape: photo'),
    '2:3': t('portrait: photo, poster'),
    '21:9': t('very wide: hero, header'),
    '4:5': t('portrait: social media'),
    '5:4': t('landscape: print'),
  };
  return notes[ratio];
}
