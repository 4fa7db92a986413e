// V-API's chat: what it takes, and answers that hold their picture as Markdown.
import { asList, asObject, fields, flag, list, must, oneOf, readDataUri, text } from './checks.mjs';
import { done, streamReply } from './sse.mjs';
import { now } from './vendor.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./checks.mjs').Report} Report */
/** @typedef {import('./images.mjs').Picture} Picture */

/** Odd on purpose: words, links and base64 are split anywhere. In characters. */
const pieceSizes = [1, 3, 7, 5, 2, 11, 4093, 31, 65_521];

/**
 * @param {Record<string, unknown>} body @param {Report} report
 * @param {(link: string) => Picture | undefined} published Pictures of earlier answers that were links.
 */
export function readChat(body, report, published) {
  /** @type {Picture[]} */
  const references = [];
  /** @type {Check} */
  const picture = (value, at, note) => {
    const known = typeof value === 'string' ? published(value) : undefined;
    const found = known ?? readDataUri(value, at, note);
    if (found) references.push(found);
  };
  const content = contentOf(picture);
  const message = fields({ role: oneOf('system', 'user', 'assistant'), content }, ['role', 'content']);
  const table = { model: text(), messages: list(message, { min: 1 }), stream: flag };
  fields(table, ['model', 'messages'])(body, '', report);
  const messages = asList(body['messages']).map(asObject);
  const roles = messages.map(({ role }) => role);
  const say = (/** @type {string} */ words) => report({ at: 'messages', kind: 'value', text: words });
  if (roles.at(-1) !== 'user') say('does not end with the user');
  if (roles.lastIndexOf('system') > 0) say('has a system message that is not its first');
  if (roles.some((role, index) => role === roles[index - 1])) say('has a role twice in a row');
  const last = textsOf(messages.at(-1)?.['content']);
  if (last.trim() === '') say('ends with a message that says nothing');
  return { prompt: last, references, isStream: body['stream'] === true };
}

/** A text, whose Markdown pictures count as pictures, or parts. @param {Check} picture @returns {Check} */
function contentOf(picture) {
  const textPart = fields({ type: oneOf('text'), text: text() }, ['type', 'text']);
  const url = fields({ url: picture }, ['url']);
  const imagePart = fields({ type: oneOf('image_url'), image_url: url }, ['type', 'image_url']);
  const words = must((value) => typeof value === 'string' && value !== '', 'is no text');
  /** @type {Check} */
  const part = (value, at, report) => {
    (asObject(value)['type'] === 'image_url' ? imagePart : textPart)(value, at, report);
  };
  return (value, at, report) => {
    if (Array.isArray(value)) {
      list(part, { min: 1 })(value, at, report);
      return;
    }
    words(value, at, report);
    for (const [, link] of String(value).matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)) picture(link, at, report);
  };
}

/** @param {unknown} content */
function textsOf(content) {
  if (typeof content === 'string') return content;
  return asList(content)
    .flatMap((part) => asObject(part)['text'] ?? [])
    .join('\n');
}

/**
 * @param {{model: string, content: string, tokens: number, isStream: boolean}} answer
 * @returns {import('./service.mjs').Reply}
 */
export function chatReply({ model, content, tokens, isStream }) {
  const usage = { prompt_tokens: tokens, completion_tokens: 1290, total_tokens: tokens + 1290 };
  const about = { id: 'chatcmpl-89D4a7', created: now(), model };
  if (!isStream) {
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
    return { status: 200, images: 1, body: { ...about, object: 'chat.completion', choices: [choice], usage } };
  }
  const chunk = (/** @type {readonly object[]} */ choices, others = {}) => ({
    data: { ...about, object: 'chat.completion.chunk', choices, ...others },
  });
  const delta = (/** @type {object} */ said, /** @type {string | null} */ finish_reason = null) =>
    chunk([{ index: 0, delta: said, finish_reason }]);
  const events = [
    delta({ role: 'assistant', content: '' }),
    ...inPieces(content).map((piece) => delta({ content: piece })),
    delta({}, 'stop'),
    chunk([], { usage }),
    done,
  ];
  return streamReply(events, { images: 1 });
}

/** @param {string} content */
function inPieces(content) {
  const pieces = [];
  for (let at = 0, round = 0; at < content.length; round += 1) {
    const size = pieceSizes[round % pieceSizes.length] ?? 1;
    pieces.push(content.slice(at, at + size));
    at += size;
  }
  return pieces;
}
