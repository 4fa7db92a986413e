import type { Model, Service } from '../base/provider.ts';
import { dashscope as dashscopeDialect } from './dialects/dashscope.ts';
import { qwen } from './families/qwen.ts';

function row(id: string, label?: string): Model {
  const capabilities = qwen(id);
  return {
    id,
    ...(label === undefined ? {} : { label }),
    family: 'qwen',
    capabilities: { ...capabilities, references: { ...capabilities.references, urls: ['https:', 'http:'] } },
  };
}

export const dashscope: Service = {
  id: 'dashscope',
  label: 'Alibaba DashScope',
  baseUrl: 'https://dashscope.aliyuncs.com',
  auth: 'bearer',
  ownPath: '/api/v1',
  keyPage: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
  models: [
    row('qwen-image-plus', 'Qwen Image Plus'),
    row('qwen-image-max', 'Qwen Image Max'),
    row('qwen-image', 'Qwen Image'),
    row('qwen-image-edit-plus', 'Qwen Image Edit Plus'),
  ],
  firstModel: 'qwen-image-plus',
  guess: (id) => row(id),
  dialect: () => dashscopeDialect,
  countPaths: ['parameters.n'],
};
