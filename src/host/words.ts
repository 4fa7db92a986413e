/** The beginning of a text on one line, for lists: at most `most` characters, never half of one. */
export function oneLine(text: string, most = 80): string {
  return Array.from(text.replace(/\s+/g, ' ').trim()).slice(0, most).join('');
}

/**
 * "3 min ago", in the person's language.
 * @param at ms since the epoch, like `now`
 * @param language As in `vscode.env.language`; one that is not known gives English
 */
export function ago(at: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat([language, 'en'], { numeric: 'auto', style: 'short' });
  const seconds = Math.round((at - now) / 1000);
  if (seconds > -60) return format.format(Math.min(0, seconds), 'second');
  if (seconds > -3600) return format.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return format.format(Math.round(seconds / 3600), 'hour');
  return format.format(Math.round(seconds / 86_400), 'day');
}

/** Text of unknown origin for a label in which VS Code would draw `$(name)` as an icon. */
export function plain(text: string): string {
  return text.replace(/\$(?=\()/g, '\\$');
}
