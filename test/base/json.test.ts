import { describe, expect, it } from 'vitest';
import { ownOf } from '../../src/base/json.ts';

describe('a lookup by an id that people choose', () => {
  it.each(['constructor', 'toString', 'valueOf', '__proto__'])('finds nothing that every object inherits: %s', (id) => {
    expect(ownOf({ other: 'x' }, id)).toBeUndefined();
  });

  it('finds what was put there', () => {
    expect(ownOf({ constructor: 'x' }, 'constructor')).toBe('x');
    expect(ownOf({ ['__proto__']: 'x' }, '__proto__')).toBe('x');
  });
});
