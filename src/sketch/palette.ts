import { along, type Ink, lighten, mix, oklch } from './colour.ts';
import type { Chance } from './numbers.ts';
import type { Reading, Subject } from './words.ts';

/** Inks that go together, by what they are for. */
export interface Palette {
  readonly paper: Ink;
  /** Lines and small dark things. */
  readonly ink: Ink;
  /** Foam, snow, highlights. */
  readonly white: Ink;
  readonly sky: readonly [top: Ink, horizon: Ink];
  /** Sun or moon: what the eye goes to first. */
  readonly sun: Ink;
  /** Land, water or walls from far to near. */
  readonly land: readonly [Ink, Ink, Ink, Ink];
  /** Small things that may shine. */
  readonly pops: readonly [Ink, Ink, Ink];
  readonly night: boolean;
  /** The colour a prompt asks of its creature: "an orange fish" is orange, the water is not. */
  readonly hero?: Ink;
}

/** The land's ink at a depth: 0 far, 1 near. */
export function landAt(palette: Palette, depth: number): Ink {
  return along(palette.land, depth);
}

/** Name: paper ink sky-top sky-horizon sun | land ×4 far to near | pops ×3. */
const sheets = {
  orchard: 'f6ead7 2b2a3f f3b08f fae0bd e4572e e8a48c b5657a 6b4370 2f2847 f2a541 2a9d8f f6d186',
  alpine: 'f5f0e4 1b3346 bfdcdf f8e9cf f0803f a9cbca 6ba2ae 35698a 193a54 efb544 dc5f3f 86b59c',
  matcha: 'f4efdd 20382d dfe7bf f9f2da e8633a c6d39c 8fae74 4c7d5b 23493f f2b134 e0775c 35958a',
  riso: 'f8f3e9 232e74 ffcdd2 ffeee3 ff5566 bcc6ef 7f91df 4358b9 232e74 ffb23e ff8fa3 3cb8ae',
  canyon: 'f8ecd8 4a1f2a f6d5a2 fcefd4 d8402b f0b376 dc7f4f a84a3c 5b2333 3a8b92 f3c350 8a5a83',
  nordic: 'f1f1ea 22303c cfdde2 f4ece0 e6b13a bccdd3 8aa4b0 54707f 293e4d cb5740 eac76f 7ba1a0',
  lagoon: 'fdf3de 0e3b48 8fd6cc fde8b9 ff7a50 6cc6b5 2d9f9b 15717c 0d4557 ffb168 ffd872 e94f5a',
  lavender: 'f6f1ef 34294f d2c6ea fde4da f58b78 c5b4e0 9a85c7 65519a 3a2d66 f3c27a 79b6a8 e66a8c',
  woodcut: 'f2e7cf 1a2c4a b3cbc7 f3dfbb cb3f2d 92b3b4 558498 2b5478 1a3454 e2a557 cb3f2d 6e9172',
  autumn: 'f8edda 3a2420 f3d6a9 fbefd6 da472a ecb45e d0803a 9b4a2c 4d2926 7c8c46 c43b2e 2f7073',
  rose: 'fbf1ea 3c2440 f7cbcb feecdd e8516a f2b2b6 d07f95 8c4f76 46305a 4d8f6c f4ba52 84b192',
  citrus: 'fcf4e0 27343b ffe2a0 fff3d1 f15a3c ffce6b f7a24b 3f9a86 1f5a5c f15a3c 2f8f9d ffd35c',
  porcelain: 'f6f4ee 1d2f5e d5e1ee f6efe4 d9523f b9cce4 7e9fcb 4068a8 1d3a72 d9523f e9b95b 8bb6c4',
  pasture: 'f7f1df 29362c cfe4e4 fbf0d4 ef7d45 cdd68e 9cb865 5b8a52 2c5344 ef7d45 f4c553 5ea3a8',
  frost: 'f8f8f5 22405a bcd5e6 f5efe9 ef9c88 e9f0f4 c0d6e4 8cb0c8 4a7592 d8524c eab24d 5e9f90',
  indigo: 'f1ead8 0b1230 141c4a 6663b0 f8e5b0 575cab 3b4189 232a63 10163b f3a75b e66c8c 7fb9ca',
  teal: 'f1ecdb 071c27 0b2438 3f8a8a f6ebca 3a8283 235d68 153f50 0a2331 eba84c dc654f 90c2aa',
  plum: 'f6ead9 1d0f2b 2a1742 a8526f ffdba2 974a73 663660 42254d 241433 f28f5e e94b60 7088ca',
} as const;

type SheetName = keyof typeof sheets;

const nightly: readonly [SheetName, ...SheetName[]] = ['indigo', 'teal', 'plum'];

const daily: readonly [SheetName, ...SheetName[]] = [
  'orchard',
  'alpine',
  'matcha',
  'riso',
  'canyon',
  'nordic',
  'lagoon',
  'lavender',
  'woodcut',
  'autumn',
  'rose',
  'citrus',
  'porcelain',
  'pasture',
];

const fitting: Partial<Readonly<Record<Subject, readonly [SheetName, ...SheetName[]]>>> = {
  hills: ['orchard', 'alpine', 'canyon', 'pasture', 'lavender', 'woodcut', 'autumn', 'nordic'],
  sea: ['lagoon', 'alpine', 'woodcut', 'riso', 'porcelain', 'citrus'],
  city: ['orchard', 'riso', 'canyon', 'nordic', 'lavender', 'citrus', 'rose'],
  botanical: ['matcha', 'rose', 'pasture', 'citrus', 'lagoon', 'orchard', 'lavender'],
  forest: ['matcha', 'pasture', 'alpine', 'autumn', 'nordic', 'lagoon'],
  animal: ['orchard', 'citrus', 'rose', 'matcha', 'riso', 'autumn', 'lagoon', 'pasture'],
  diagram: ['porcelain', 'riso', 'nordic', 'alpine', 'lavender', 'citrus'],
  contour: ['alpine', 'lagoon', 'canyon', 'orchard', 'lavender', 'matcha', 'porcelain'],
  night: nightly,
  space: nightly,
};

function parse(name: SheetName): Palette {
  const inks = sheets[name].split(' ').map((hex) => Number.parseInt(hex, 16));
  const at = (i: number): Ink => inks[i] ?? 0;
  const night = nightly.includes(name);
  return {
    paper: at(0),
    ink: at(1),
    white: mix(at(0), 0xffffff, 0.55),
    sky: [at(2), at(3)],
    sun: at(4),
    land: [at(5), at(6), at(7), at(8)],
    pops: [at(9), at(10), at(11)],
    night,
  };
}

/** Inks around hues that the prompt names: the first rules, the second (or the far side of the circle) answers. */
function tinted(hues: readonly number[], night: boolean, chance: Chance): Palette {
  const hue = (hues[0] ?? 0) + chance.between(-6, 6);
  const answer = hues[1] ?? hue + chance.pick([150, 180, 205]);
  const third = hues[2] ?? hue + chance.pick([40, -45, 70]);
  const warm = chance.between(70, 90);
  const shift = chance.between(8, 26) * chance.sign();
  const shared = {
    paper: oklch(0.955, 0.02, warm),
    white: oklch(0.985, 0.008, warm),
    pops: [oklch(0.64, 0.18, hue), oklch(0.72, 0.14, answer), oklch(0.8, 0.12, third)] as const,
    night,
  };
  if (night) {
    return {
      ...shared,
      ink: oklch(0.16, 0.05, hue + shift),
      sky: [oklch(0.22, 0.07, hue + shift), oklch(0.42, 0.11, hue)],
      sun: oklch(0.92, 0.07, hues.length > 1 ? answer : 88),
      land: [
        oklch(0.47, 0.11, hue),
        oklch(0.37, 0.1, hue),
        oklch(0.28, 0.08, hue + shift),
        oklch(0.2, 0.06, hue + shift),
      ],
    };
  }
  return {
    ...shared,
    ink: oklch(0.27, 0.07, hue + shift),
    sky: [oklch(0.86, 0.085, hue - shift), oklch(0.94, 0.045, warm)],
    sun: hues.length > 1 ? oklch(0.68, 0.18, answer) : oklch(0.67, 0.185, hue),
    land: [
      oklch(0.8, 0.1, hue - shift),
      oklch(0.66, 0.135, hue),
      oklch(0.48, 0.13, hue + shift),
      oklch(0.31, 0.09, hue + shift),
    ],
  };
}

function monochrome(night: boolean): Palette {
  const grey = (l: number): Ink => oklch(l, 0.006, 80);
  return {
    paper: grey(0.955),
    ink: grey(0.2),
    white: grey(0.985),
    sky: night ? [grey(0.2), grey(0.42)] : [grey(0.84), grey(0.94)],
    sun: night ? grey(0.94) : grey(0.36),
    land: night ? [grey(0.46), grey(0.36), grey(0.27), grey(0.19)] : [grey(0.78), grey(0.6), grey(0.42), grey(0.24)],
    pops: [grey(0.5), grey(0.3), grey(0.72)],
    night,
  };
}

/** Inks for a picture: by the colours the prompt names, else by its mood, else by its subject, and by chance. */
export function choosePalette(reading: Reading, subject: Subject, chance: Chance): Palette {
  const { moods } = reading;
  const night = moods.has('night') || subject === 'night' || (subject === 'space' && !moods.has('sunset'));
  if (reading.monochrome) return monochrome(night);
  if (subject === 'animal' && reading.hues[0] !== undefined) {
    const hero = oklch(chance.between(0.64, 0.72), 0.15, reading.hues[0]);
    return { ...choosePalette({ ...reading, hues: [] }, subject, chance), hero };
  }
  if (reading.hues.length > 0) return tinted(reading.hues, night, chance);
  if (night) return parse(chance.pick(nightly));
  if (reading.names('desert dune canyon 沙漠')) return parse('canyon');
  if (moods.has('snow')) return parse(chance.pick(['frost', 'frost', 'nordic', 'porcelain']));
  if (moods.has('sunset')) return parse(chance.pick(['orchard', 'canyon', 'orchard', 'rose']));
  if (moods.has('autumn')) return parse(chance.pick(['autumn', 'canyon', 'orchard']));
  if (moods.has('rain')) return parse(chance.pick(['nordic', 'porcelain', 'woodcut', 'lavender']));
  if (moods.has('spring') && subject !== 'botanical') return parse(chance.pick(['rose', 'matcha', 'pasture']));
  if (reading.creature === 'fish') return parse(chance.pick(['lagoon', 'porcelain', 'alpine', 'riso']));
  const sheet = parse(chance.pick(fitting[subject] ?? daily));
  return chance.chance(0.3)
    ? { ...sheet, sky: [lighten(sheet.sky[0], 0.02), mix(sheet.sky[1], sheet.paper, 0.5)] }
    : sheet;
}
