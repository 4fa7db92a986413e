import { describe, expect, it } from 'vitest';
import { Together } from '../../src/host/together.ts';

/** What is told of a plan here. */
const planOf = (imageCount: number, label = 'mixroute') => ({ imageCount, service: { label } });

function asking(jobs: number, answer = true) {
  const asked: (readonly string[])[] = [];
  const together = new Together(jobs, (plans: readonly ReturnType<typeof planOf>[]) => {
    asked.push(plans.map(({ imageCount, service }) => `${imageCount} ${service.label}`));
    return Promise.resolve(answer);
  });
  return { asked, parties: Array.from({ length: jobs }, () => together.join()) };
}

describe('jobs that begin together', () => {
  it('are asked about once, when it is known of all what they would make', async () => {
    const { asked, parties } = asking(3, false);
    const [first, second, third] = parties;
    const answers = [first!.mayMake(planOf(4, 'a')), second!.mayMake(planOf(2, 'b'))];
    await Promise.resolve();
    expect(asked).toEqual([]);
    answers.push(third!.mayMake(planOf(1, 'a')));
    expect(await Promise.all(answers)).toEqual([false, false, false]);
    expect(asked).toEqual([['4 a', '2 b', '1 a']]);
  });

  it('wait for none that cost nothing or that ended before', async () => {
    const { asked, parties } = asking(2);
    const [first, second] = parties;
    const answer = first?.mayMake(planOf(4));
    second?.leave();
    second?.leave();
    expect(await answer).toBe(true);
    first?.leave();
    expect(asked).toEqual([['4 mixroute']]);
  });

  it('ask nobody when none of them costs anything', async () => {
    const { asked, parties } = asking(2);
    for (const party of parties) party.leave();
    await Promise.resolve();
    expect(asked).toEqual([]);
  });
});
