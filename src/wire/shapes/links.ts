/** No reply has more pictures than this. */
const mostLinks = 64;
/** Characters before a link in which its markdown label is looked for. */
const labelLength = 300;

const linkEnd = /[\s()<>"'`\]\\\u3000-\u303f\uff00-\uffef]/g;
const pictureName = /\.(?:png|jpe?g|webp|gif|bmp|avif)(?:[?#]|$)/i;
const downloadWords = /下载|下載|download|image|图|圖/i;

/**
 * Links to pictures in a chat's markdown: `![…](…)`; if there are none, links that say by their name or label that they
 * are pictures; or the one link that is the whole text. Walks from link to link, so that hostile text costs no more.
 */
export function linksIn(text: string): readonly string[] {
  const shown = new Set<string>();
  const likely = new Set<string>();
  for (let at = 0; shown.size + likely.size < mostLinks;) {
    const from = text.indexOf('http', at);
    if (from < 0) break;
    at = from + 4;
    if (!/^https?:\/\/\S/.test(text.slice(from, from + 9))) continue;
    linkEnd.lastIndex = from;
    const end = linkEnd.exec(text)?.index ?? text.length;
    at = end;
    const link = text.slice(from, end);
    const label = labelBefore(text, from);
    if (label?.startsWith('!') === true) shown.add(link);
    else if (pictureName.test(link) || (label !== undefined && downloadWords.test(label))) likely.add(link);
    else if (link === text.trim()) likely.add(link);
  }
  return shown.size > 0 ? [...shown] : [...likely];
}

/** "[label" or "![label" of the markdown link whose address begins at `from`. */
function labelBefore(text: string, from: number): string | undefined {
  const before = text.slice(Math.max(0, from - labelLength), from);
  const end = before.lastIndexOf('](');
  if (end < 0 || before.slice(end + 2).trim() !== '') return undefined;
  const start = before.lastIndexOf('[', end - 1);
  if (start < 0) return undefined;
  return before.slice(before[start - 1] === '!' ? start - 1 : start, end);
}
