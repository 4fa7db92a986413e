export { createHttp, translate } from './client.ts';
