/**
 * Guards in shapes drawn at random: nobody sees or does more after the migration than before, and where somebody sees less
 * a finding says so. `SHAPES=500 SEED=7` draws others, and more of them; `GUARDS=password`
 * those whose guard has the word.
 */
import { describe, expect, test } from 'vitest';
import { missingParity, readParityEnvironment } from '../support/parity-environment.js';
import { describeShape, dice, drawShape, type Shape } from './support/shape.js';
import { askShapes } from './support/shape-site.js';

const environment = readParityEnvironment();
const missing = missingParity(environment, 'mod_python', 'mod_wsgi-py27');

/** Shapes of one server; they must not be told apart by what stands beside them. */
const TOGETHER = 8;
const only = new RegExp(process.env.GUARDS ?? '');
const count = Number(process.env.SHAPES ?? 24);
const seed = Number(process.env.SEED ?? 1);

describe.skipIf(missing !== undefined)(`guards of any shape${missing ? ` (${missing})` : ''}`, () => {
  const roll = dice(seed);
  const draw = (id: string): Shape => {
    const shape = drawShape(id, roll);
    return only.test(shape.guard) ? shape : draw(id);
  };
  const shapes = Array.from({ length: count }, (_, index) => draw(`s${index}`));
  const sites: (readonly Shape[])[] = [];
  for (let start = 0; start < count; start += TOGETHER) sites.push(shapes.slice(start, start + TOGETHER));

  test.each(sites.map((site, index) => [index, site] as const))(
    'site %i',
    async (index, site) => {
      const seen = await askShapes(site, environment as NonNullable<typeof environment>, index % 2 === 0);
      const lines = [...seen.entries()].flatMap(([shape, { weaker, untold }]) => [
        ...(weaker.length > 0
          ? [`WEAKER ${describeShape(shape)}\n    ${weaker.slice(0, 12).join('\n    ')}`]
          : []),
        ...(untold.length > 0
          ? [`UNTOLD ${describeShape(shape)}\n    ${untold.slice(0, 12).join('\n    ')}`]
          : []),
      ]);
      expect(lines.join('\n')).toBe('');
    },
    180_000,
  );
});
