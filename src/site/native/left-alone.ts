/** What is to stay on the bridge because somebody asked for it: by `--skip`, or by a comment in the file. */
import type { ExactModule } from '../../python/reader.js';
import type { Tree } from '../../python/tree.js';
import type { FileTree } from '../file-tree.js';
import { ignoredRules, linesWithIgnores } from '../ignore-comments.js';

/** The rules that rewrite code for WSGI, by code and name. */
const RULES = { handler: ['MP203', 'native-handler'], publisher: ['MP210', 'native-publisher'] } as const;

/** Why such code is not rewritten. */
export const ASKED = 'you asked to leave it alone';

export type NativeRule = keyof typeof RULES;

export interface LeftAlone {
  /**
   * Whether the module, or the function whose name stands at `title`, is to be left as it is.
   * @param path tree path of the module
   */
  asks(rule: NativeRule, path: string, module: ExactModule, title?: Tree): boolean;
}

/** @param skipped rules that do not run, by code */
export function leftAlone(tree: FileTree, skipped: ReadonlySet<string>): LeftAlone {
  const known = new Map<string, readonly string[] | undefined>();
  const linesOf = (path: string): readonly string[] | undefined => {
    if (!known.has(path)) known.set(path, linesWithIgnores(tree, path));
    return known.get(path);
  };
  return {
    asks(rule, path, { source }, title) {
      const names: readonly string[] = RULES[rule];
      if (names.some((name) => skipped.has(name))) return true;
      const lines = linesOf(path);
      const line = title && source.position(title.start).line;
      const whole = { line: undefined, isConfig: false };
      const ignored = lines
        ? [whole, { line, isConfig: false }].flatMap((at) => ignoredRules(lines, at))
        : [];
      return ignored.some((name) => names.includes(name));
    },
  };
}
