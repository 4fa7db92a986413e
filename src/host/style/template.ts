import { t } from '@vscode/l10n';

/** A house style to begin with: all of it comments, so that it changes nothing before somebody writes something. */
export function styleTemplate(): string {
  return [
    '---',
    comment(t('The shape and size of images for which nobody chose one')),
    '# aspectRatio: "16:9"',
    '# resolution: 2K',
    comment(t('Images of this folder that show the style, at most 8; they are sent along')),
    '# references:',
    '#   - docs/img/example.png',
    comment(t('What no image should show, for models that know it')),
    '# negativePrompt: text, watermark',
    comment(t('A suggestion: “provider/model” or “model”')),
    '# model: gemini-2.5-flash-image',
    comment(t('What is different for images that are named so, such as hero.png or icons/search.png')),
    '# uses:',
    '#   hero:',
    '#     aspectRatio: "21:9"',
    `#     prompt: ${t('wide and calm, room for a title on the left')}`,
    '#   icon:',
    '#     aspectRatio: "1:1"',
    `#     prompt: ${t('one simple shape in the middle, no background')}`,
    '---',
    '',
    '<!--',
    inComment(
      t(
        'Write below what all images of this folder have in common: colours, lines, light, mood. Easel adds it to every prompt, in this folder and those in it.',
      ),
    ),
    inComment(t('For example: Flat illustration, thick dark outlines, warm muted colours, plain background.')),
    inComment(t('Files like this one in .easel/presets are offered as presets.')),
    '-->',
    '',
  ].join('\n');
}

/** One line, whatever a translation says. */
function comment(text: string): string {
  return `# ${text.replace(/\s+/g, ' ')}`;
}

function inComment(text: string): string {
  return text.replaceAll('--', '–');
}
