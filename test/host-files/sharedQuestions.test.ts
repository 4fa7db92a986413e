import { describe, expect, it } from 'vitest';
import { SharedQuestions } from '../../src/host/sharedQuestions.ts';

/** A person who answers when they are told to. */
function person() {
  const asked: { readonly answer: (is: boolean) => void; readonly signal: AbortSignal }[] = [];
  const ask = (signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      asked.push({ answer: resolve, signal });
      signal.addEventListener('abort', () => resolve(false));
    });
  return { asked, ask };
}

const never = new AbortController().signal;

describe('A question that several jobs have', () => {
  it('is asked once, and its answer is for all of them', async () => {
    const { asked, ask } = person();
    const questions = new SharedQuestions();
    const answers = [1, 2, 3].map(() => questions.ask('mixroute', never, ask));
    expect(asked).toHaveLength(1);
    asked[0]?.answer(true);
    expect(await Promise.all(answers)).toEqual([true, true, true]);
    void questions.ask('mixroute', never, ask);
    expect(asked, 'and again the next time').toHaveLength(2);
  });

  it('is another one for another subject', () => {
    const { asked, ask } = person();
    const questions = new SharedQuestions();
    void questions.ask('mixroute', never, ask);
    void questions.ask('google', never, ask);
    expect(asked).toHaveLength(2);
  });

  it('stays when the job that asked first is called off, and goes when nobody waits', async () => {
    const { asked, ask } = person();
    const questions = new SharedQuestions();
    const [first, second] = [new AbortController(), new AbortController()];
    const answers = [first, second].map(({ signal }) => questions.ask('mixroute', signal, ask));
    first.abort();
    expect(await answers[0]).toBe(false);
    expect(asked[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(await answers[1]).toBe(false);
    expect(asked[0]?.signal.aborted).toBe(true);
  });

  it('is asked anew of whoever comes while it goes away', async () => {
    const answers: ((is: boolean) => void)[] = [];
    const ask = () => new Promise<boolean>((resolve) => void answers.push(resolve));
    const questions = new SharedQuestions();
    const off = new AbortController();
    const first = questions.ask('mixroute', off.signal, ask);
    off.abort();
    expect(await first).toBe(false);
    const second = questions.ask('mixroute', never, ask);
    answers[0]?.(false);
    answers[1]?.(true);
    expect(await second).toBe(true);
    void questions.ask('mixroute', never, ask);
    expect(answers).toHaveLength(3);
  });

  it('fails for all of them when it cannot be asked', async () => {
    const questions = new SharedQuestions();
    const ask = () => Promise.reject(new Error('no window'));
    const answers = [1, 2].map(() => questions.ask('mixroute', never, ask));
    for (const answer of answers) await expect(answer).rejects.toThrow('no window');
  });
});
