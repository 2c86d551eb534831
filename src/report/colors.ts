/** Colour, decided once for each stream. Nothing a reader needs depends on colour alone. */

export type ColorChoice = 'auto' | 'always' | 'never';

/** Wraps text in a style, or gives it back as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;

export const PLAIN: Paint = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };

/**
 * `--color` first, then NO_COLOR (https://no-color.org: any non-empty value), then FORCE_COLOR, then the stream.
 * @param env the environment of the process
 * @param isTTY whether the stream is a terminal
 */
export function wantsColor(
  choice: ColorChoice,
  env: Readonly<Record<string, string | undefined>>,
  isTTY: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY && env.TERM !== 'dumb';
}

/** chalk is loaded only when something will be coloured; its own guess is overruled, since it ignores NO_COLOR. */
export async function makePaint(colored: boolean): Promise<Paint> {
  if (!colored) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  const style = (name: keyof Paint) => (text: string) => chalk[name](text);
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    yellow: style('yellow'),
    green: style('green'),
    cyan: style('cyan'),
  };
}
