import { cut, encodeRecord, essential, utf8Length, type ImageRecord } from './record.ts';

const namespaces = {
  easel: 'https://ns.easel-images.easel/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
} as const;

/** https://cv.iptc.org/newscodes/digitalsourcetype/ */
const sourceTypeBase = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

const closingRdf = '</rdf:RDF>';
const blockStart = `<rdf:Description rdf:about="" xmlns:easel="${namespaces.easel}"`;
const blockEnd = '</rdf:Description>';

/** Characters of a prompt that stand in the description when the whole prompt has no room there. */
const shortDescription = 500;

/**
 * An XMP packet with the record, of at most `limit` bytes of UTF-8; undefined where the file's own XMP leaves no room.
 *
 * The file's own packet is kept: services write legal labels there. Ours is one more description of the same resource,
 * and where the file already says who made it or describes itself, its words stand and ours are left out. Only a source
 * type that does not say that the picture is synthetic is replaced, since it came along from a reference. A packet that
 * is not UTF-8 or has no RDF is replaced.
 *
 * What has no room goes in this order: the prompt's copies for other readers, the lesser texts of the record, the end
 * of the prompt.
 */
export function xmpPacket(record: ImageRecord, existing: string | undefined, limit: number): string | undefined {
  const base = existing?.includes(closingRdf) === true ? prepared(existing) : undefined;
  const packet = (attempt: ImageRecord, described: string | undefined, isWhole: boolean): string =>
    inserted(base ?? emptyPacket, block(attempt, described, isWhole, base));
  const fits = (text: string): boolean => utf8Length(text) <= limit;
  const whole = packet(record, record.prompt, true);
  if (fits(whole)) return whole;
  const described = record.prompt === undefined ? undefined : cut(record.prompt, shortDescription);
  const brief = packet(record, described, false);
  if (fits(brief)) return brief;
  return longest(
    record.prompt ?? '',
    (prompt) => packet(essential(record, prompt), cut(prompt, shortDescription), false),
    fits,
  );
}

/** The record that Easel wrote into a packet, as its JSON text. Other tools may have rewritten the packet around it. */
export function recordText(xmp: string): string | undefined {
  const prefix = new RegExp(`xmlns:([\\w.-]+)\\s*=\\s*["']${namespaces.easel}["']`).exec(xmp)?.[1];
  const property = prefix === undefined ? undefined : find(xmp, prefix, 'record');
  return property === undefined ? undefined : unescaped(property.value);
}

const emptyPacket = [
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  closingRdf,
  '</x:xmpmeta>',
  '<?xpacket end="w"?>',
].join('\n');

function inserted(packet: string, description: string): string {
  const at = packet.lastIndexOf(closingRdf);
  return packet.slice(0, at) + description + packet.slice(at);
}

/** The file's packet without what an earlier Easel wrote, without a wrong source type, and without padding. */
function prepared(packet: string): string {
  const trailer = packet.lastIndexOf('<?xpacket end');
  let text = trailer === -1 ? packet : `${packet.slice(0, trailer).trimEnd()}\n${packet.slice(trailer)}`;
  const from = text.indexOf(blockStart);
  const to = from === -1 ? -1 : text.indexOf(blockEnd, from);
  if (to !== -1) text = text.slice(0, from) + text.slice(to + blockEnd.length).trimStart();
  text = without(text, 'easel', 'record');
  const sourceType = find(text, anyPrefix, 'DigitalSourceType');
  const isSynthetic = sourceType !== undefined && /algorithmicMedia|Synthetic/i.test(sourceType.whole);
  return isSynthetic ? text : without(text, anyPrefix, 'DigitalSourceType');
}

function block(record: ImageRecord, described: string | undefined, isWhole: boolean, base: string | undefined): string {
  const system = [record.provider, record.model].filter(Boolean).join(' ');
  const created = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(record.created ?? '') ? record.created : undefined;
  const properties: readonly (readonly [prefix: string, name: string, value: string | undefined])[] = [
    ['Iptc4xmpExt', 'DigitalSourceType', sourceTypeBase + record.digitalSourceType],
    ['Iptc4xmpExt', 'AISystemUsed', system],
    ['Iptc4xmpExt', 'AIPromptInformation', isWhole ? described : undefined],
    ['xmp', 'CreatorTool', record.software],
    ['xmp', 'CreateDate', created],
    ['dc', 'description', described],
  ];
  const lines = properties.flatMap(([prefix, name, value]) => {
    if (!value || (base !== undefined && find(base, anyPrefix, name) !== undefined)) return [];
    const text = escaped(value);
    const content = name === 'description' ? `<rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt>` : text;
    return [` <${prefix}:${name}>${content}</${prefix}:${name}>`];
  });
  const others = (['dc', 'xmp', 'Iptc4xmpExt'] as const).map((prefix) => ` xmlns:${prefix}="${namespaces[prefix]}"`);
  const last = ` <easel:record>${escaped(encodeRecord(record))}</easel:record>`;
  return [`${blockStart}${others.join('')}>`, ...lines, last, `${blockEnd}\n`].join('\n');
}

/** What `make` makes of the longest beginning of `text` that fits; undefined when not even the empty one does. */
function longest(text: string, make: (start: string) => string, fits: (made: string) => boolean): string | undefined {
  let made = make('');
  if (!fits(made)) return undefined;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const attempt = make(cut(text, middle));
    if (fits(attempt)) {
      made = attempt;
      low = middle;
    } else high = middle - 1;
  }
  return made;
}

const anyPrefix = '[\\w.-]+';

interface Property {
  readonly from: number;
  readonly to: number;
  /** Its content or attribute value as it stands, escaped. */
  readonly value: string;
  readonly whole: string;
}

/**
 * The first property of that name, as an element or as an attribute. Never parses XML: a packet is found in files of
 * any origin, and linear searches cannot be made to explode.
 */
function find(xmp: string, prefix: string, name: string): Property | undefined {
  return findElement(xmp, prefix, name) ?? findAttribute(xmp, prefix, name);
}

function findElement(xmp: string, prefix: string, name: string): Property | undefined {
  const match = new RegExp(`<(${prefix}:${name})(?=[\\s/>])`).exec(xmp);
  const tag = match?.[1];
  if (match === null || tag === undefined) return undefined;
  const open = xmp.indexOf('>', match.index);
  if (open === -1) return undefined;
  const closing = `</${tag}>`;
  const close = xmp.charAt(open - 1) === '/' ? open : xmp.indexOf(closing, open);
  if (close === -1) return undefined;
  const to = close === open ? open + 1 : close + closing.length;
  return { from: match.index, to, value: xmp.slice(open + 1, close), whole: xmp.slice(match.index, to) };
}

function findAttribute(xmp: string, prefix: string, name: string): Property | undefined {
  const match = new RegExp(`\\s${prefix}:${name}\\s?=\\s?(["'])`).exec(xmp);
  const quote = match?.[1];
  if (match === null || quote === undefined) return undefined;
  const start = match.index + match[0].length;
  const end = xmp.indexOf(quote, start);
  if (end === -1) return undefined;
  const whole = xmp.slice(match.index, end + 1);
  return { from: match.index, to: end + 1, value: xmp.slice(start, end), whole };
}

function without(xmp: string, prefix: string, name: string): string {
  const property = find(xmp, prefix, name);
  return property === undefined ? xmp : xmp.slice(0, property.from) + xmp.slice(property.to);
}

/** Text as XML can hold it: escaped, and without the characters that it forbids even when escaped. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name.toLowerCase()] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
