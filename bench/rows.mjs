// What is measured: one reply or request a row, and who takes part.

const mb25 = { side: 2880, count: 10 };
const mb5 = { side: 1290, count: 1 };

/**
 * `reply` is the service's framing; `images` come back, `references` are sent; `n` is what is asked for. Every contender
 * that has a way to do a row takes part. The AI SDK cannot stream the images API, so it is missing from one.
 */
export const rows = [
  {
    id: 'openai-10x25',
    title: 'OpenAI JSON reply, 10 images of 25 MB',
    service: 'openai',
    reply: 'json',
    images: mb25,
    n: 10,
    contenders: ['easel', 'openai-node', 'ai-sdk', 'fetch', 'limit'],
  },
  {
    id: 'gemini-10x25',
    title: 'Gemini JSON reply, 10 images of 25 MB',
    service: 'google',
    reply: 'json',
    images: mb25,
    n: 1,
    contenders: ['easel', 'google-genai', 'ai-sdk', 'limit'],
  },
  {
    id: 'openai-1x5',
    title: 'OpenAI JSON reply, 1 image of 5 MB',
    service: 'openai',
    reply: 'json',
    images: mb5,
    n: 1,
    contenders: ['easel', 'openai-node', 'ai-sdk', 'fetch', 'limit'],
  },
  {
    id: 'openai-sse',
    title: 'OpenAI event stream, 2 partial images and the final one, 5 MB each',
    service: 'openai',
    reply: 'sse',
    images: { ...mb5, count: 3 },
    n: 1,
    contenders: ['easel', 'openai-node'],
  },
  {
    id: 'gemini-sse',
    title: 'Gemini event stream, 2 images of 5 MB',
    service: 'google',
    reply: 'sse',
    images: { ...mb5, count: 2 },
    n: 1,
    contenders: ['easel', 'google-genai', 'ai-sdk'],
  },
  {
    id: 'send-json',
    title: '14 references of 7 MB sent as JSON (Gemini)',
    service: 'google',
    reply: 'json',
    images: { side: 64, count: 1 },
    references: { side: 1526, count: 14 },
    n: 1,
    contenders: ['easel', 'google-genai', 'ai-sdk'],
  },
  {
    id: 'send-form',
    title: '14 references of 7 MB sent as a form (OpenAI)',
    service: 'openai',
    reply: 'json',
    images: { side: 64, count: 1 },
    references: { side: 1526, count: 14 },
    n: 1,
    contenders: ['easel', 'openai-node', 'ai-sdk'],
  },
];
