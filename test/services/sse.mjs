// Server-sent events as services write them.

/**
 * One event: an object is sent as JSON on one `data:` line, a string as it is. A comment is a line that clients skip.
 * @typedef {{event?: string, data: object | string} | {comment: string}} StreamEvent
 */

/** The line that ends most streams. @type {StreamEvent} */
export const done = { data: '[DONE]' };

/** @param {readonly StreamEvent[]} events */
export function writeEvents(events) {
  return events.map(writeEvent).join('');
}

/** @param {StreamEvent} event */
function writeEvent(event) {
  if ('comment' in event) return `: ${event.comment}\n\n`;
  const name = event.event === undefined ? '' : `event: ${event.event}\n`;
  const data = typeof event.data === 'string' ? event.data : JSON.stringify(event.data);
  return `${name}data: ${data}\n\n`;
}

/**
 * The events as a whole reply.
 * @param {readonly StreamEvent[]} events
 * @param {Omit<import('./service.mjs').Reply, 'status' | 'body'> & {status?: number}} [reply]
 * @returns {import('./service.mjs').Reply}
 */
export function streamReply(events, { status = 200, headers = {}, ...others } = {}) {
  return {
    status,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers },
    body: writeEvents(events),
    ...others,
  };
}
