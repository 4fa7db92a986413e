import { t } from '@vscode/l10n';
import type { Model, PollContract, Service } from '../base/provider.ts';
import { dashscope as dashscopeDialect, dashscopeTask } from './dialects/dashscope.ts';
import { qwen } from './families/qwen.ts';

/** @param price By Alibaba's price list. */
function row(id: string, label?: string, price?: string): Model {
  const capabilities = qwen(id);
  return {
    id,
    ...(label === undefined ? {} : { label }),
    ...(price === undefined ? {} : { price }),
    family: 'qwen',
    capabilities: { ...capabilities, references: { ...capabilities.references, urls: ['https:', 'http:'] } },
  };
}

/** Behind the endpoint for tasks; the others are answered at once, and know no other way. */
const byTask: ReadonlySet<string> = new Set(['qwen-image-plus', 'qwen-image']);

const dashscopePoll: PollContract = {
  method: 'GET',
  path: '/api/v1/tasks',
  idIn: 'path',
  idName: 'task_id',
  initialDelayMs: 3000,
  intervalMs: 3000,
  backoff: 1.5,
  maxIntervalMs: 10_000,
  // A task that is gone has the status UNKNOWN; there is no 404 to bear with.
  notFoundGraceMs: 0,
};

export const dashscope: Service = {
  id: 'dashscope',
  // Chinese has a name of its own for it, and the language is not known yet when this file is loaded.
  get label() {
    return t('Alibaba DashScope');
  },
  baseUrl: 'https://dashscope.aliyuncs.com',
  auth: 'bearer',
  ownPath: '/api/v1',
  keyPage: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
  models: [
    row('qwen-image-plus', 'Qwen Image Plus', '¥0.20'),
    row('qwen-image-max', 'Qwen Image Max', '¥0.50'),
    row('qwen-image', 'Qwen Image'),
    row('qwen-image-edit-plus', 'Qwen Image Edit Plus', '¥0.20'),
  ],
  firstModel: 'qwen-image-plus',
  guess: (id) => row(id),
  dialect: ({ id }) => (byTask.has(id) ? dashscopeTask(dashscopePoll) : dashscopeDialect),
  counts: [{ path: 'parameters.n', most: 6 }],
};
