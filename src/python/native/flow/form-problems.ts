/** Forms that are refused in another way than read_form() refuses them. */
import type { MountFacts } from '../mount-facts.js';
import { usesOf } from '../rewrite/layout.js';
import type { Problem, Unit } from '../unit.js';
import type { Flow } from './flow.js';

/** What util.FieldStorage answered with itself: a body without a length, and one that is no form. */
export const FORM_CODES: readonly number[] = [411, 501];

/** A refusal brings what was set for errors before, and Apache's own page. */
export function formProblems(unit: Unit, flow: Flow, mounts: readonly MountFacts[]): readonly Problem[] {
  const documented = FORM_CODES.find((code) => mounts.some((mount) => mount.errorDocuments.has(code)));
  return usesOf(unit, 'read').flatMap(([, use]) => {
    const before = use.calls === 'form' ? flow.before.get(use) : undefined;
    if (!before) return [];
    const message =
      documented !== undefined
        ? `the ErrorDocument for ${documented} answers a body that is no form`
        : before.errors.uses.size > 0
          ? 'headers of `err_headers_out` are set before the form is read, and go out where it is refused'
          : (before.allow ?? []).length > 0
            ? '`req.allow_methods()` is called before the form is read, and goes out where it is refused'
            : undefined;
    return message === undefined ? [] : [{ tree: use.leaf, message }];
  });
}
