/**
 * What the modules of mod_python have besides their inventory: what they import, and helpers of theirs, of any version
 * from 2.7 to 3.5. Code that uses them found them there.
 */
import type { ApiMember } from './api-member.js';

/** Standard modules that one or another version of a module imports. */
const IMPORTED = (
  'StringIO base64 cStringIO cgi collections copy dbm anydbm errno hmac imp importlib inspect marshal md5 mimetypes new os ' +
  'pdb random re sha socket stat string sys syslog tempfile thread threading time traceback types urllib whichdb weakref'
).split(' ');

const OWN: Readonly<Record<string, string>> = {
  apache: 'escape importer apache util parse_qs parse_qsl python22 version',
  util: 'apache escape BytesIO StringIO PY2 FieldList MethodWrapper readBlockSize',
  Cookie: 'apache PY2 metaCookie ClientCookie',
  Session:
    'apache Cookie PY2 CLEANUP_CHANCE COOKIE_NAME DFT_CLEANUP_TIME_LIMIT DFT_FAST_CLEANUP DFT_GRACE_PERIOD DFT_LOCK DFT_TIMEOUT ' +
    'DFT_VERIFY_CLEANUP FS_STAT_VERSION dbm_cleanup dump dumps filesession_cleanup load loads make_filesession_dirs md5_hash ' +
    'mem_cleanup rnd_gens rnd_iter tempdir true_or_false unlock_session_cleanup validate_sid_re',
};

const BESIDES = new Map(
  Object.entries(OWN).map(([module, names]) => [module, new Set([...IMPORTED, ...names.split(' ')])]),
);

/**
 * Whether mod_python never had `target`, a dotted path below it (`apache.log_eror`). Only of modules whose names are
 * all known; names with an underscore in front are nobody's to judge.
 */
export function isUnknownName(target: string, api: ApiMember | undefined): boolean {
  const [module = '', name = '', ...more] = target.split('.');
  const besides = BESIDES.get(module);
  if (api || !besides || more.length > 0 || !/^[a-zA-Z]\w*$/.test(name)) return false;
  return !besides.has(name);
}
