import type { WritableFormat } from '../../base/media.ts';
import type { Size } from '../../base/shape.ts';

/**
 * How a picture gets into a canvas of another shape. `crop`: its middle fills the canvas. `pad`: all of it is seen, on a
 * ground of its own colour. `auto`: padded where its edges are one colour or nothing, so that no logo is cut; else
 * cropped. `whole`: it has that shape already.
 */
export type Fit = 'crop' | 'pad' | 'auto' | 'whole';

/** One picture that is made of a master, in exactly this size and never enlarged. */
export interface Recipe extends Size {
  readonly fit: Fit;
  /** Nothing shows through. */
  readonly isOpaque?: true;
  /** What matters lies within the circle that launchers leave of an icon: 80 % of the canvas. */
  readonly isMaskable?: true;
  /** It may be padded without touching any side, if it fills half of one. */
  readonly mayFloat?: true;
  /** JPEG takes the place of PNG where that would have more than `maxBytes`. */
  readonly format: WritableFormat;
  readonly maxBytes?: number;
}

/** A file of an asset set. */
export interface Asset {
  /** Without its extension. */
  readonly name: string;
  /** Other tools look for this very name: it is never numbered. */
  readonly isFixed: boolean;
  /** More than one: the pictures of an icon file. */
  readonly recipes: readonly Recipe[];
  readonly isIcon?: true;
  /** Of several assets of one choice only one is written. */
  readonly choice?: 'crop' | 'pad';
}

export const assetSets = ['favicon', 'openGraph', 'darkPair', 'widths', 'webp'] as const;

export type AssetSet = (typeof assetSets)[number];

/** Sets that are made on this machine. */
export type LocalSet = Exclude<AssetSet, 'darkPair'>;

/** The image that a set is made of, as it is seen. */
export interface Master extends Size {
  /** File name without its extension. */
  readonly stem: string;
  readonly format: WritableFormat;
}

/** Widths of a responsive image in CSS pixels times density. */
export const responsiveWidths: readonly number[] = [320, 640, 960, 1280, 1920];

const iconSizes = [16, 32, 48];
/** Networks refuse larger cards, or fetch them too late. */
const maxCardBytes = 1_000_000;

/**
 * The files of a set, those included that the master is too small for.
 * @param forms `best`: where a file has several forms only the one that suits the master.
 */
export function assetsOf(set: LocalSet, master: Master, forms: 'all' | 'best'): readonly Asset[] {
  switch (set) {
    case 'favicon':
      return favicons;
    case 'openGraph':
      return cards(master, forms);
    case 'widths':
      return widths(master);
    case 'webp':
      return [beside(master)];
  }
}

const icon = (edge: number): Recipe => ({ width: edge, height: edge, fit: 'auto', format: 'png' });

const favicons: readonly Asset[] = [
  { name: 'favicon', isFixed: true, isIcon: true, recipes: iconSizes.map(icon) },
  { name: 'favicon-16x16', isFixed: true, recipes: [icon(16)] },
  { name: 'favicon-32x32', isFixed: true, recipes: [icon(32)] },
  { name: 'apple-touch-icon', isFixed: true, recipes: [{ ...icon(180), isOpaque: true }] },
  { name: 'icon-192', isFixed: true, recipes: [icon(192)] },
  { name: 'icon-512', isFixed: true, recipes: [icon(512)] },
  { name: 'icon-512-maskable', isFixed: true, recipes: [{ ...icon(512), isOpaque: true, isMaskable: true }] },
];

function cards({ stem, format }: Master, forms: 'all' | 'best'): readonly Asset[] {
  const recipe = {
    width: 1200,
    height: 630,
    isOpaque: true,
    format: format === 'jpeg' ? 'jpeg' : 'png',
    maxBytes: maxCardBytes,
  } as const;
  const card = { name: `${stem}-og`, isFixed: false };
  if (forms === 'best') return [{ ...card, recipes: [{ ...recipe, fit: 'auto', mayFloat: true }] }];
  return [
    { ...card, choice: 'crop', recipes: [{ ...recipe, fit: 'crop' }] },
    { ...card, choice: 'pad', recipes: [{ ...recipe, fit: 'pad', mayFloat: true }] },
  ];
}

/** Narrower than the master: the master itself is the widest. */
function widths({ stem, width, height, format }: Master): readonly Asset[] {
  return responsiveWidths.map((each) => ({
    name: `${stem}-${each}w`,
    isFixed: false,
    recipes: [{ width: each, height: Math.max(1, Math.round((height * each) / width)), fit: 'whole', format }],
  }));
}

function beside({ stem, width, height }: Master): Asset {
  return { name: stem, isFixed: false, recipes: [{ width, height, fit: 'whole', format: 'webp' }] };
}
