import type { UnknownFacts } from './facts.ts';

/** Says what the first bytes of something that is no image look like, so that a message can name it. */
export function looksLike(start: Uint8Array): UnknownFacts['looksLike'] {
  if (start.length === 0) return 'empty';
  const text = new TextDecoder('utf-8').decode(start).trimStart();
  if (/^(<!--|<\?xml|<!doctype svg|<svg)/i.test(text) && /<svg[\s>]/i.test(text)) return 'svg';
  if (/^(<!--|<!doctype html|<html|<head|<body|<title|<script|<div|<h1|<center)/i.test(text)) return 'html';
  if (/^\{\s*("|\}|$)|^\[\s*(["[{\]\d-]|$)/.test(text)) return 'json';
  // A character cut at the end decodes to one replacement character; any other fault means bytes that are no text.
  const whole = text.replace(/\ufffd$/, '');
  return /\ufffd|(?!\s)\p{Cc}/u.test(whole) ? 'unknown' : 'text';
}
