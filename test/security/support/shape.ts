/** Shapes of guarded content, drawn at random: a guard × what it stands in front of × where it is written × who may come in. */

export const GUARDS = [
  'access',
  'access by address',
  'access by file',
  'access by method',
  'access by query',
  'access of a class',
  'access, two handlers',
  'header parser',
  'password',
  'rights',
  'password and rights',
  'access and password',
  'access, password and rights',
  'fixup',
  'type',
  'init',
  'address',
  'first',
] as const;

export const CONTENTS = [
  'files',
  'index',
  'listing',
  'CGI by ScriptAlias',
  'CGI by extension',
  'DAV',
  'includes',
  'proxy',
  'as is',
  'variants',
  'Python',
  'Python by extension',
  'publisher',
  'Python at an address',
] as const;

export const SECTIONS = [
  'Directory',
  'Directory wildcard',
  'Directory ~',
  'DirectoryMatch',
  'Files in Directory',
  'FilesMatch in Directory',
  'Files',
  'FilesMatch',
  'Location',
  'Location ~',
  'LocationMatch',
  '.htaccess',
  'Files in .htaccess',
  'virtual host',
  'Location in virtual host',
  'If in Directory',
  'If',
] as const;

export const REQUIRES = [
  'nothing',
  'valid-user',
  'user',
  'users',
  'group',
  'RequireAll',
  'RequireAny',
  'two lines',
  'Limit',
  'LimitExcept',
  'Satisfy any',
  'Satisfy any and Deny',
  'all granted',
  'all denied',
  'below',
] as const;

export const USERS = [
  'quiet',
  'no file',
  'file first',
  'file only',
  'own type',
  'no type',
  'digest',
] as const;

export const DEEPER = [
  'nothing',
  'nothing',
  'granted',
  'Satisfy any',
  'user',
  'no type',
  'other guard',
  'option',
  'no handler',
  'denied',
] as const;

export const WRAPS = ['', '', 'IfModule mod_python.c', 'IfDefine !NEVER', 'IfVersion >= 2.2'] as const;

export interface Shape {
  /** Stands in folder names, addresses and marks. */
  readonly id: string;
  readonly guard: (typeof GUARDS)[number];
  readonly content: (typeof CONTENTS)[number];
  readonly section: (typeof SECTIONS)[number];
  readonly require: (typeof REQUIRES)[number];
  readonly users: (typeof USERS)[number];
  readonly deeper: (typeof DEEPER)[number];
  readonly wrap: (typeof WRAPS)[number];
  /** The content is set up in the section of the guard, not in one of its own. */
  readonly together: boolean;
}

/** A generator of numbers below `limit`; the same seed gives the same shapes. */
export function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    // mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** One shape that makes sense. */
export function drawShape(id: string, roll: (limit: number) => number): Shape {
  const one = <T>(values: readonly T[]): T => values[roll(values.length)] as T;
  for (;;) {
    const shape: Shape = {
      id,
      guard: one(GUARDS),
      content: one(CONTENTS),
      section: one(SECTIONS),
      require: one(REQUIRES),
      users: one(USERS),
      deeper: one(DEEPER),
      wrap: one(WRAPS),
      together: roll(2) === 0,
    };
    if (makesSense(shape)) return asked(shape);
  }
}

/** Whether a user is asked for. */
export function asksUsers({ guard }: Pick<Shape, 'guard'>): boolean {
  return /password|rights/.test(guard);
}

/** Whether the section is chosen by address, and so can stand in front of what is no file. */
export function byAddress({ section }: Pick<Shape, 'section'>): boolean {
  return /Location|^virtual host|^If$/.test(section);
}

function makesSense({ guard, content, section, require, deeper }: Shape): boolean {
  // Known: the handler of a <Files> in a folder of Python's goes along into folders below that have none.
  if (/^Files/.test(section) && /^Python|publisher/.test(content) && deeper === 'no handler') return false;
  // mod_python 3.5 crashes: mod_negotiation finds no file name below a <Location> with handlers.
  if (content === 'variants' && byAddress({ section })) return false;
  if (/^(?:address|first)$/.test(guard) && section !== 'virtual host') return false;
  if (/^(?:proxy|Python at an address)$/.test(content) && !byAddress({ section })) return false;
  if (/Files/.test(section) && /listing|CGI by ScriptAlias/.test(content)) return false;
  return require !== 'below' || asksUsers({ guard });
}

/** Without what says nothing beside a guard that asks for no user. */
function asked(shape: Shape): Shape {
  if (asksUsers(shape)) return shape.require === 'nothing' ? { ...shape, require: 'valid-user' } : shape;
  const { require } = shape;
  const plain = /^(?:nothing|all granted|all denied)$/.test(require);
  return { ...shape, users: 'file only', require: plain ? require : 'nothing' };
}

/** For a test's message. */
export function describeShape(shape: Shape): string {
  const { id, guard, content, section, require, users, deeper, wrap, together } = shape;
  return [
    `${id}: ${guard} | ${content} | ${section}`,
    asksUsers(shape) ? `Require ${require} | users ${users}` : `Require ${require}`,
    deeper === 'nothing' ? '' : `deeper ${deeper}`,
    wrap,
    together ? 'together' : '',
  ]
    .filter(Boolean)
    .join(' | ');
}
