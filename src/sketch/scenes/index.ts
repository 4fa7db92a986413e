import type { Subject } from '../words.ts';
import { abstract } from './abstract.ts';
import { animal } from './animal.ts';
import { botanical } from './botanical.ts';
import { city } from './city.ts';
import { contour } from './contour.ts';
import { diagram } from './diagram.ts';
import { emblem } from './emblem.ts';
import { forest } from './forest.ts';
import { hills } from './hills.ts';
import { night } from './night.ts';
import type { Stage } from './parts.ts';
import { person } from './person.ts';
import { sea } from './sea.ts';
import { space } from './space.ts';
import { stillLife } from './stillLife.ts';

/** The scene for each subject. A new one: a word list in `words.ts`, a file here, a line in this table. */
export const scenes: Readonly<Record<Subject, (stage: Stage) => void>> = {
  abstract,
  animal,
  botanical,
  city,
  contour,
  diagram,
  emblem,
  forest,
  hills,
  night,
  person,
  sea,
  space,
  stillLife,
};
