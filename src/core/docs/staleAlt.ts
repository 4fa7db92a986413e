import { folded } from '../gallery.ts';

/**
 * The alternative text that documents give an image now, where it is another one than the image was made for. Undefined:
 * the image is not known to be out of date. One document that still says the same, or none that says anything, is
 * enough for that, and so is a difference in spaces, case or width alone.
 *
 * @param madeFor What the image was made for, and what a person has agreed to since.
 * @param alts What documents say of it now.
 */
export function staleAlt(
  madeFor: readonly (string | undefined)[],
  alts: readonly (string | undefined)[],
): string | undefined {
  const known = new Set(madeFor.map(sameText).filter((text) => text !== ''));
  const said = alts.filter((alt) => alt !== undefined).filter((alt) => sameText(alt) !== '');
  if (known.size === 0 || said.some((alt) => known.has(sameText(alt)))) return undefined;
  return said[0];
}

function sameText(text: string | undefined): string {
  return folded(text ?? '')
    .replace(/[\s\p{Cf}]+/gu, ' ')
    .trim();
}
