/** What each mod_wsgi accepts, and where (read in its sources and tried with each server; options as of WSGIDaemonProcess). */

/** Versions that `--mod-wsgi` names, oldest first. */
export const VERSIONS = ['3.4', '4.9', '5', '6'] as const;
export type Version = (typeof VERSIONS)[number];

/** server: the main server only. host: a virtual host, too. section: sections only. any: sections and hosts. */
type Place = 'server' | 'host' | 'section' | 'any';

interface Row {
  readonly place: Place;
  /** Whether a .htaccess may say it. */
  readonly htaccess?: true;
  readonly since?: Version;
  /** The first version without it. */
  readonly until?: Version;
  readonly daemonOnly?: true;
  /** Names of `name=value` arguments, with the version that brought each. */
  readonly options?: Readonly<Record<string, Version>>;
}

const GROUPS = { 'process-group': '3.4', 'application-group': '3.4' } as const;
const MAPPING = { ...GROUPS, 'pass-authorization': '3.4' } as const;
const GUARD = { place: 'section', htaccess: true, options: { 'application-group': '3.4' } } as const;
const SWITCH = { place: 'any', htaccess: true } as const;

const DAEMON_OPTIONS = Object.fromEntries(
  [
    'user group processes threads home python-path python-home umask lang locale display-name',
    'maximum-requests inactivity-timeout deadlock-timeout shutdown-timeout stack-size',
  ].flatMap((names) => names.split(' ').map((name): [string, Version] => [name, '3.4'])),
);

export const TABLE: Readonly<Record<string, Row>> = {
  wsgiscriptalias: { place: 'host', options: { ...MAPPING, 'callable-object': '3.4' } },
  wsgiscriptaliasmatch: {
    place: 'host',
    options: {
      'callable-object': '3.4',
      'pass-authorization': '3.4',
      'process-group': '4.9',
      'application-group': '4.9',
    },
  },
  wsgihandlerscript: { place: 'any', options: MAPPING },
  wsgidaemonprocess: { place: 'host', daemonOnly: true, options: DAEMON_OPTIONS },
  wsgiprocessgroup: { place: 'any', daemonOnly: true },
  wsgiapplicationgroup: { place: 'any' },
  wsgicallableobject: SWITCH,
  wsgiimportscript: { place: 'host', options: GROUPS },
  wsgiaccessscript: GUARD,
  wsgiauthuserscript: GUARD,
  wsgiauthgroupscript: GUARD,
  wsgipassauthorization: SWITCH,
  wsgiscriptreloading: SWITCH,
  wsgierroroverride: { ...SWITCH, daemonOnly: true },
  wsgichunkedrequest: SWITCH,
  wsgimapheadtoget: { ...SWITCH, since: '4.9' },
  wsgipythonpath: { place: 'server' },
  wsgipythonhome: { place: 'server' },
  wsgipythonoptimize: { place: 'server' },
  wsgipythoneggs: { place: 'server' },
  wsgisocketprefix: { place: 'server', daemonOnly: true },
  wsgirestrictembedded: { place: 'server' },
  wsgilazyinitialization: { place: 'server', until: '6' },
};

export interface Statement {
  readonly name: string;
  readonly argv: readonly string[];
  readonly in: 'server' | 'host' | 'section' | 'htaccess';
}

export interface Target {
  readonly modWsgi: Version;
  readonly apache: '2.2' | '2.4';
  readonly mode: 'daemon' | 'embedded';
}

const ALLOWED: Readonly<Record<Place, readonly Statement['in'][]>> = {
  server: ['server'],
  host: ['server', 'host'],
  section: ['section'],
  any: ['server', 'host', 'section'],
};

/** Why the server would not start with the statement, or would not do what it says; undefined where it is right. */
export function objection(said: Statement, target: Target): string | undefined {
  const name = said.name.toLowerCase();
  if (name === 'require') return requirement(said, target);
  const row = TABLE[name];
  if (!row) return 'is in no table';
  const { since = '3.4', until } = row;
  if (before(target.modWsgi, since)) return `came with ${since}`;
  if (until && !before(target.modWsgi, until)) return `went with ${until}`;
  if (said.in === 'htaccess' ? !row.htaccess : !ALLOWED[row.place].includes(said.in))
    return `is not allowed in ${said.in}`;
  if (row.daemonOnly && target.mode === 'embedded') return 'has no use without daemons';
  return options(said, row, target);
}

function options({ name, argv }: Statement, row: Row, { modWsgi, mode }: Target): string | undefined {
  for (const word of argv.slice(name.toLowerCase().startsWith('wsgiscriptalias') ? 2 : 1)) {
    const [, option, value] = /^([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (option === undefined) continue;
    const since = row.options?.[option];
    if (since === undefined) return `has no option ${option}=`;
    if (before(modWsgi, since)) return `has ${option}= since ${since}`;
    if (option === 'processes' && value === '1') return 'says processes=1, which means several';
    if (option === 'process-group' && mode === 'embedded' && value !== '%{GLOBAL}')
      return 'names a process group without daemons';
  }
  return undefined;
}

/** `Require wsgi-group` refuses everybody on Apache 2.4 before mod_wsgi 4.3, and Apache 2.2 does not know it. */
function requirement({ argv }: Statement, { modWsgi, apache }: Target): string | undefined {
  if (argv[0]?.toLowerCase() !== 'wsgi-group') return undefined;
  return apache === '2.2' || modWsgi === '3.4' ? 'wsgi-group does not work there' : undefined;
}

function before(one: Version, other: Version): boolean {
  return VERSIONS.indexOf(one) < VERSIONS.indexOf(other);
}
