// A strict simulation of Alibaba's DashScope for Qwen-Image, written from its documents.
// By hand: node test/services/dashscope.mjs --port 8080 --key sk-test-1
import { describe } from './checks.mjs';
import { findModel, isTaskModel, readMessages, readPrompt } from './dashscopeRequest.mjs';
import { paint, runByHand, Vendor } from './vendor.mjs';

/** @typedef {import('./vendor.mjs').Reply} Reply */
/** @typedef {import('./vendor.mjs').LoggedRequest} LoggedRequest */
/** @typedef {import('./dashscopeRequest.mjs').QwenRequest} QwenRequest */
/** @typedef {'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'SUSPENDED'} TaskStatus */

/**
 * @typedef {object} DashScopeOptions
 * @property {readonly string[]} keys Keys of this region. A key of another one is like no key at all.
 * @property {import('./vendor.mjs').Tls} [tls]
 */

/** Starts the service on a free port of 127.0.0.1. @param {DashScopeOptions & {port?: number}} options */
export async function startDashScope({ port = 0, ...options }) {
  const service = new DashScope(options);
  await service.listen(port);
  return service;
}

const services = '/api/v1/services/aigc';
const syncPath = `POST ${services}/multimodal-generation/generation`;
const taskPath = `POST ${services}/text2image/image-synthesis`;

/** @typedef {{owner: string, statuses: TaskStatus[], links: string[]}} Task */

export class DashScope extends Vendor {
  /** Where the images of one answer stand; both occur. @type {'choices' | 'content'} */
  layout = 'choices';
  /** What a task's polls are told, one after the other; the last one stays. @type {readonly TaskStatus[]} */
  pace = ['RUNNING', 'SUCCEEDED'];
  /** Which results of a task fail, by index. @type {readonly number[]} */
  failing = [];
  /** @type {Map<string, Task>} */
  #tasks = new Map();

  /** @param {DashScopeOptions} options */
  constructor({ keys, tls }) {
    super({ keys, tls });
  }

  /** @override @param {LoggedRequest} request @returns {Reply} */
  handle(request) {
    if (!this.hasBearer(request)) return replies.badKey();
    if (request.query !== '') this.violation(request, 'there is a query');
    const route = `${request.method} ${request.path}`;
    const isAsync = request.headers['x-dashscope-async'] === 'enable';
    if (route === syncPath) return isAsync ? replies.noAsync() : this.#generate(request);
    if (route === taskPath) return isAsync ? this.#submit(request) : replies.noSync();
    const [, taskId] = /^GET \/api\/v1\/tasks\/([\w-]+)$/.exec(route) ?? [];
    if (taskId !== undefined) return this.#poll(request, taskId);
    this.violation(request, 'there is no such endpoint');
    return failure(404, 'NotFound', 'Not found');
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #generate(request) {
    const wanted = this.#read(request, readMessages);
    if ('status' in wanted) return wanted;
    const { images, width, height } = wanted;
    const entries = this.#paint(wanted).map((image) => ({ image }));
    const contents = this.layout === 'choices' ? entries.map((entry) => [entry]) : [entries];
    const choices = contents.map((content) => ({ finish_reason: 'stop', message: { role: 'assistant', content } }));
    const usage = { width, height, image_count: images };
    return { status: 200, images, body: { output: { choices }, usage, request_id: requestId(request.id) } };
  }

  /** @param {LoggedRequest} request @returns {Reply} */
  #submit(request) {
    const wanted = this.#read(request, (body, model) => readPrompt(body, model));
    if ('status' in wanted) return wanted;
    if (!isTaskModel(String(request.json.model))) return replies.modelNotFound();
    const task_id = `a1b2c3d4-0000-4000-8000-${String(request.id).padStart(12, '0')}`;
    const statuses = [...this.pace];
    // The work is done, and paid for, whether anybody asks for it or not.
    const isGood = statuses.at(-1) === 'SUCCEEDED';
    this.#tasks.set(task_id, { owner: ownerOf(request), statuses, links: isGood ? this.#paint(wanted) : [] });
    const output = { task_status: 'PENDING', task_id };
    const images = isGood ? wanted.images - this.failing.length : 0;
    return { status: 200, images, body: { output, request_id: requestId(request.id) } };
  }

  /** @param {LoggedRequest} request @param {string} task_id @returns {Reply} */
  #poll(request, task_id) {
    const task = this.#tasks.get(task_id);
    const answer = (/** @type {object} */ output, /** @type {object} */ others = {}) => {
      return { status: 200, body: { request_id: requestId(request.id), output, ...others } };
    };
    if (!task || task.owner !== ownerOf(request)) return answer({ task_id, task_status: 'UNKNOWN' });
    const [task_status = 'UNKNOWN'] = task.statuses;
    if (task.statuses.length > 1) task.statuses.shift();
    const times = { submit_time: '2026-11-21 16:15:00.000', scheduled_time: '2026-11-21 16:15:00.100' };
    if (task_status === 'FAILED') return answer({ task_id, task_status, ...times, ...inspection });
    if (task_status !== 'SUCCEEDED') return answer({ task_id, task_status, ...times });
    const results = task.links.map((url, index) => (this.failing.includes(index) ? inspection : { url }));
    const good = results.filter((result) => 'url' in result).length;
    const task_metrics = { TOTAL: results.length, SUCCEEDED: good, FAILED: results.length - good };
    const output = { task_id, task_status, ...times, end_time: '2026-11-21 16:15:09.000', results, task_metrics };
    return answer(output, { usage: { image_count: good } });
  }

  /**
   * @param {LoggedRequest} request
   * @param {(body: Record<string, unknown>, model: import('./dashscopeRequest.mjs').QwenModel) => QwenRequest} read
   * @returns {QwenRequest | Reply}
   */
  #read(request, read) {
    const { body, problems } = this.readJson(request);
    const id = String(body['model'] ?? '');
    const model = findModel(id);
    if (problems.length === 0 && id !== '' && !model) return replies.modelNotFound();
    const wanted = read(body, model ?? /** @type {any} */ (findModel('qwen-image')));
    request.references = wanted.references;
    problems.push(...wanted.problems);
    if (problems.length === 0) return wanted;
    this.note(request, problems);
    const isTooLarge = problems.some(({ code }) => code === 'bytes');
    return isTooLarge ? replies.tooLarge() : failure(400, 'InvalidParameter', problems.map(describe).join('; '));
  }

  /** @param {QwenRequest} wanted */
  #paint({ images, width, height, prompt }) {
    return Array.from({ length: images }, (_, index) => this.publish(paint({ width, height }, `${prompt}${index}`)));
  }
}

/** @param {LoggedRequest} request */
function ownerOf(request) {
  return String(request.headers['authorization']);
}

/** @param {number} serial */
function requestId(serial) {
  return `d0250a3d-b07f-49e1-bdc8-${String(serial).padStart(12, '0')}`;
}

/** @param {number} status @param {string} code @param {string} message @returns {Reply} */
function failure(status, code, message) {
  return { status, body: { code, message, request_id: requestId(0) } };
}

const inspection = { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };

/** What DashScope answers when things go wrong: for `plan({ reply: … })`. */
export const replies = {
  badKey: () => failure(401, 'InvalidApiKey', 'Invalid API-key provided.'),
  arrears: () => failure(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.'),
  accessDenied: () => failure(403, 'AccessDenied', 'Access denied.'),
  noSync: () => failure(403, 'AccessDenied', 'current user api does not support synchronous calls.'),
  noAsync: () => failure(403, 'AccessDenied', 'current user api does not support asynchronous calls.'),
  modelNotFound: () => failure(400, 'InvalidParameter', 'Model not exist.'),
  invalid: () => failure(400, 'InvalidParameter', 'num_images_per_prompt must be 1'),
  /** The prompt. */
  inspected: () => failure(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
  inspectedOutput: () => failure(400, inspection.code, inspection.message),
  tooLarge: () => failure(413, 'BadRequest.TooLarge', 'Payload Too Large'),
  throttled: () => failure(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'),
  /** The allowance is used up, in spite of the status. */
  allocation: () => failure(429, 'Throttling.AllocationQuota', 'Free allocated quota exceeded.'),
  internal: () =>
    failure(500, 'InternalError', 'An internal error has occured, please try again later or contact service support.'),
  /** Answered without a picture. @returns {Reply} */
  textOnly: () => {
    const message = { role: 'assistant', content: [{ text: '抱歉，无法生成该图片。' }] };
    return {
      status: 200,
      body: { output: { choices: [{ finish_reason: 'stop', message }] }, request_id: requestId(0) },
    };
  },
};

runByHand(import.meta.url, ({ port, keys }) => startDashScope({ port, keys }));
