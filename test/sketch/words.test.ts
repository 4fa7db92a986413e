import { describe, expect, it } from 'vitest';
import { read } from '../../src/sketch/words.ts';

describe('What the painter understands', () => {
  it.each([
    ['a cute cat', 'animal'],
    ['一隻可愛的小貓', 'animal'],
    ['一只可爱的小猫', 'animal'],
    ['cats in a garden', 'animal'],
    ['mountains at dawn', 'hills'],
    ['雪山風景', 'hills'],
    ['the sea', 'sea'],
    ['大海', 'sea'],
    ['城市夜景', 'city'],
    ['night city', 'city'],
    ['花', 'botanical'],
    ['moon over a lake', 'night'],
    ['森林', 'forest'],
    ['系統架構圖', 'diagram'],
    ['app icon', 'emblem'],
    ['太空火箭', 'space'],
    ['portrait of a girl', 'person'],
  ])('%s is a picture of %s', (prompt, subject) => {
    expect(read(prompt).subjects[0]).toBe(subject);
  });

  it('takes whole words only: a category is no cat, a seam no sea', () => {
    expect(read('category seam starter').subjects).toEqual([]);
  });

  it('tells a panda from a bear and from a cat in Chinese, where one word holds the others', () => {
    expect(read('熊貓').creature).toBe('panda');
    expect(read('貓頭鷹').creature).toBe('owl');
    expect(read('熊').creature).toBe('bear');
  });

  it('takes colours in the order in which they are named, in both languages', () => {
    expect(read('blue sea, orange sky').hues).toEqual([250, 52]);
    expect(read('橙色的天空和藍色的海').hues).toEqual([52, 250]);
  });

  it('sees weather and light beside the subject', () => {
    expect([...read('snowy city at night').moods].sort()).toEqual(['night', 'snow']);
    expect([...read('夕陽').moods]).toEqual(['sunset']);
  });

  it('knows black and white, but not from one of the two', () => {
    expect(read('black and white').monochrome).toBe(true);
    expect(read('水墨畫').monochrome).toBe(true);
    expect(read('a white cat').monochrome).toBe(false);
  });
});
