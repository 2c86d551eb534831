import type { Finding } from '../../src/core/finding.js';
import { defineRule, fill, type RuleContext } from '../../src/core/rule.js';
import { addAfter, leaveToPerson, removeLine } from '../../src/site/changes.js';
import { type DirectiveUse, lineOf } from '../../src/site/configuration/directives.js';
import { listsFolders } from '../../src/site/configuration/folder-lists.js';
import { describeHandlerArgs } from '../../src/site/configuration/handler-args.js';
import { layersOf } from '../../src/site/configuration/inherit.js';
import { describeScope, isHost } from '../../src/site/configuration/scopes.js';
import { neverRuns } from '../../src/site/configuration/settings.js';
import { authFacts } from '../../src/site/guards/auth-facts.js';
import { authEdits } from '../../src/site/guards/auth-lines.js';
import { handsBack, leavesSome } from '../../src/site/guards/beside.js';
import { type GuardChange, guardChange } from '../../src/site/guards/change.js';
import { closing, leaveShut } from '../../src/site/guards/closed-section.js';
import { handlerTexts } from '../../src/site/guards/handler-text.js';
import { hookOf } from '../../src/site/guards/hooks.js';
import { refusesVisitors } from '../../src/site/guards/refusing.js';
import { retire, targetOf } from '../../src/site/lines/mount.js';
import { MANUAL_MARK } from '../../src/site/manual-mark.js';
import type { Target } from '../../src/site/mounts/target.js';
import { placeOfNode } from '../../src/site/place.js';
import type { Site } from '../../src/site/site.js';

/** Phases that mod_wsgi has no hook for. Those of `hookOf` decide who may see a page. */
const OTHERS = new Set([
  'pythonpostreadrequesthandler',
  'pythontranshandler',
  'pythoninithandler',
  'pythontypehandler',
  'pythonfixuphandler',
  'pythonloghandler',
  'pythoncleanuphandler',
]);

const CLOSED = 'until a person has replaced it, the section refuses everybody';

const CODE = 'MP110';

const MESSAGES = {
  around: '{directive} runs in {script}, in its old order around the content',
  listed:
    '{directive} runs in {script}; Apache judges its Require lines first now, and whom they do not name does not get there, whatever the handler would say',
  islands:
    '{directive} runs in {script} and may refuse requests there; sections below that take their requests from Python (SetHandler None) no longer pass through it: keep visitors out of those with Require if it did',
  beside:
    '{directive} runs in {script}, for what Python answers; requests of the section that Apache answers by itself (files of other extensions, SetHandler None) no longer pass through it',
  password:
    '{directive} runs in {script}, which asks for the password now: the AuthType and Require lines of Apache go',
  access:
    '{directive} runs in {script}, which Apache asks before it serves anything here: it can let in or refuse with 403, but neither redirect nor set headers, and refuses where the handler asks for what mod_wsgi does not tell (the file, the body)',
  user: "{directive} checks passwords in {script}, as a provider of Apache's own Basic authentication",
  headers:
    "{directive} checks passwords in {script}, as a provider of Apache's own Basic authentication, which can let in or refuse: headers and notes that it sets for those it lets in are lost",
  group:
    '{directive} runs in {script}: whom it accepts is in the group that Apache requires now; all others get 401',
  both: '{directive} runs around what Python serves, and in {script} in front of everything else; there it can let in or refuse, with 401 for a password and 403 else, but neither redirect nor set headers',
  server:
    '{directive} runs in the entry scripts, for the requests that they serve; other requests no longer pass through it',
  scheme: `{directive} works with an AuthType that is not Basic, and mod_wsgi has no hook for it: ${CLOSED}`,
  provider: `{directive} stands beside users of another provider that is not told to leave unknown ones to others: ${CLOSED}`,
  satisfy: `{directive} refuses requests that "Satisfy any" would let in with a password: ${CLOSED}`,
  wsgigroup: `{directive} decides after the password, which needs \`Require wsgi-group\` (Apache 2.4, mod_wsgi 4.3: \`--mod-wsgi 4.9\` lets migrate write it) and plain Require lines beside it: ${CLOSED}`,
  options: `{directive} asks for the options of the request, and sections elsewhere set some that a script of Apache is not told: ${CLOSED}`,
  several: `{directive} is read in several places, and means something else in each: ${CLOSED}`,
  never:
    '{directive} in a section never ran: mod_python asks for it before the section of a request is known, at server level only',
  island: `{directive} runs in {script}; the sections below that Python does not answer have no such script, and their AuthType is not Basic: ${CLOSED}`,
  idle: '{directive} stands where no AuthType and no Require ask for a user: if another file does, it must be replaced there',
  untyped:
    '{directive} stands where a Require line asks for a user and no AuthType says how: mod_wsgi has no hook for that, and Apache answers 500 to everybody',
  listing:
    '{script} answers for the folders of {section}, too: those without an index page, which "Options Indexes" let mod_autoindex list, are refused with 403',
  outside: '{directive} runs for requests that no Python handler answers: mod_wsgi cannot run it there',
  shut: `{directive} may refuse requests that no Python handler answers, and mod_wsgi cannot run it there: ${CLOSED}`,
  unwatched:
    '{directive} may refuse requests, and runs for those only that Python answers: all others come in now, unless a Require keeps them out',
} as const;

type Context = RuleContext<typeof MESSAGES>;

export default defineRule({
  code: CODE,
  name: 'request-phase',
  target: 'httpd',
  severity: 'error',
  summary: 'Run the handlers of the other request phases around the application, or as scripts of Apache',
  why: 'Where the content comes from Python the entry script runs these handlers in their old order. In front of everything else mod_wsgi can ask a script whether to let a request in, check a password or name a group; it has no hook for the other phases.',
  todo: 'Replace the handler by Apache directives (Require, RewriteRule, SetEnvIf, CustomLog …) or move the content behind a WSGI application; then delete the WSGIAccessScript line that keeps the section closed.',
  effort: '1h',
  refs: ['https://modwsgi.readthedocs.io/en/master/user-guides/access-control-mechanisms.html'],
  messages: MESSAGES,
  example: {
    before:
      '<VirtualHost *:80>\n    ServerName static.example.org\n    PythonLogHandler counters::hit\n</VirtualHost>\n',
    after:
      '<VirtualHost *:80>\n    ServerName static.example.org\n    # migrate: by hand MP110: PythonLogHandler runs for requests that no Python handler answers: mod_wsgi cannot run it there\n    # PythonLogHandler counters::hit\n</VirtualHost>\n',
  },

  *check(context) {
    const { site } = context;
    for (const { line, section, script } of lostLists(site)) {
      const at = placeOfNode(line.file.path, line.file.syntax, line.node);
      const data = { section, script };
      yield context.note({ at, message: 'listing', data, severity: 'warning', confidence: 'review' });
    }
    for (const use of site.directives.filter((one) => OTHERS.has(one.name) || hookOf(one.name)))
      yield findingOf(context, use);
  },
});

function findingOf(context: Context, use: DirectiveUse): Finding {
  const { site } = context;
  const directive = use.node.name;
  if (use.scopes.length > 0 && use.scopes.every((scope) => neverRuns(use.name, scope))) {
    const edits = removeLine(use);
    return context.use({ at: use.place, message: 'never', data: { directive }, state: 'dropped', edits });
  }
  const guard = guardChange(site, use);
  const target = entryOf(site, use);
  if (guard?.pairs.some((pair) => pair.obstacle)) return closed(context, use, guard, target);
  const inside = target !== undefined || runsInMounts(site, use);
  if (guard) return asked(context, use, guard, { inside, target });
  if (target) return around(context, use, target);
  return inside ? elsewhere(context, use) : unserved(context, use);
}

/** A guard that a person has to replace: its section, or the part of it that no entry script answers, refuses everybody. */
function closed(
  context: Context,
  use: DirectiveUse,
  guard: GuardChange,
  target: Target | undefined,
): Finding {
  const { site } = context;
  const [directive, at] = [use.node.name, use.place];
  if (!guard.own && target) {
    const data = { directive, script: target.script };
    const reason = fill(MESSAGES.island, data);
    const change = retire(site, use, [`# ${MANUAL_MARK} ${CODE}: ${reason}`]);
    const edits = [...change.edits, ...authEdits(site, target.mount), ...guard.edits];
    const creates = [...change.creates, ...guard.creates];
    return context.use({ at, message: 'island', data, state: 'manual', edits, creates });
  }
  const obstacle = guard.pairs.find((pair) => pair.obstacle)?.obstacle ?? 'several';
  const message = obstacle === 'group' ? 'wsgigroup' : obstacle;
  const reason = fill(MESSAGES[message], { directive });
  const edits = [...leaveToPerson(use, CODE, reason), ...closingLines(use, guard), ...guard.edits];
  return context.use({ at, message, data: { directive }, state: 'manual', edits, creates: guard.creates });
}

/** A guard that Apache asks by a script. */
function asked(
  context: Context,
  use: DirectiveUse,
  guard: GuardChange,
  { inside, target }: { readonly inside: boolean; readonly target: Target | undefined },
): Finding {
  const change = retire(context.site, use, guard.lines);
  const message = inside ? 'both' : messageOf(context.site, use);
  return context.use({
    at: use.place,
    message,
    data: { directive: use.node.name, script: guard.pairs[0]?.script ?? target?.script ?? '' },
    state: message === 'user' ? 'bridged' : 'review',
    edits: [...change.edits, ...guard.edits],
    creates: [...change.creates, ...guard.creates],
  });
}

/** A phase that the entry script of its own section runs around the content. */
function around(context: Context, use: DirectiveUse, target: Target): Finding {
  const { site } = context;
  const change = retire(site, use);
  const auth = use.name === 'pythonauthenhandler' ? authEdits(site, target.mount) : [];
  const listed = use.name === 'pythonauthzhandler' && isListed(site, target);
  const gap = handsBack(use) && refusesVisitors(site, use.node.name, handlersOf(use)) === 'yes';
  const beside = !hookOf(use.name) && leavesSome(site, target);
  const message = listed
    ? 'listed'
    : auth.length
      ? 'password'
      : gap
        ? 'islands'
        : beside
          ? 'beside'
          : 'around';
  return context.use({
    at: use.place,
    message,
    data: { directive: use.node.name, script: target.script },
    state: listed || gap || beside ? 'review' : 'bridged',
    edits: [...change.edits, ...auth],
    creates: change.creates,
  });
}

/** A phase of the server, say, that the entry scripts of sections run for their own requests. */
function elsewhere(context: Context, use: DirectiveUse): Finding {
  const data = { directive: use.node.name };
  if (refusesVisitors(context.site, use.node.name, handlersOf(use)) !== 'yes')
    return context.use({ at: use.place, message: 'server', data, state: 'review', edits: removeLine(use) });
  const edits = leaveToPerson(use, CODE, fill(MESSAGES.unwatched, data));
  return context.use({ at: use.place, message: 'unwatched', data, state: 'manual', edits });
}

/** A phase of requests that nothing of ours answers and no hook reaches. */
function unserved(context: Context, use: DirectiveUse): Finding {
  const { site } = context;
  const [data, at] = [{ directive: use.node.name }, use.place];
  if (mustShut(site, use)) {
    const change = leaveShut(use, CODE, fill(MESSAGES.shut, data), closing(site, use));
    return context.use({ at, message: 'shut', data, state: 'manual', ...change });
  }
  const message = !hookOf(use.name) ? 'outside' : asksForUser(site, use) ? 'untyped' : 'idle';
  const edits = leaveToPerson(use, CODE, fill(MESSAGES[message], data));
  return context.use({ at, message, data, state: 'manual', edits });
}

/** Whether Apache still asks for the password and lets in some of the users only, before the entry script has its say. */
function isListed(site: Site, { mount, withheld }: Target): boolean {
  const home = site.configured.find(({ mounts }) => mounts.includes(mount));
  if (!home || !withheld.has('PythonAuthenHandler')) return false;
  const { requires, nested } = authFacts(mount.scope, home.configuration.scopes);
  return nested || requires.some((node) => !/^(?:valid-user|all)$/i.test(node.argv[0] ?? ''));
}

function handlersOf(use: DirectiveUse): readonly string[] {
  return describeHandlerArgs(use.node.args).handlers;
}

/** Whether nobody may come in where nothing runs the handler any more. What only might refuse somebody is feared in a section only. */
function mustShut(site: Site, use: DirectiveUse): boolean {
  const refuses = refusesVisitors(site, use.node.name, handlersOf(use));
  return refuses === 'yes' || (refuses === 'unknown' && !use.scopes.some(isHost));
}

/** Guards in front of plain files whose folders Apache listed. */
function lostLists(site: Site) {
  return site.configured.flatMap(({ design, configuration: { scopes } }) =>
    design.targets.flatMap(({ mount, script }) => {
      const first = mount.scope.directives.find(({ name }) => OTHERS.has(name.toLowerCase()) || hookOf(name));
      const line = first && lineOf(site.configFiles, first);
      const listed =
        mount.kind === 'guard' && mount.inherited.setHandler && listsFolders(layersOf(mount.scope, scopes));
      return line && listed ? [{ line, section: describeScope(mount.scope), script }] : [];
    }),
  );
}

function asksForUser(site: Site, use: DirectiveUse): boolean {
  return site.configured.some(({ configuration: { scopes } }) =>
    use.scopes.some((scope) => scopes.includes(scope) && authFacts(scope, scopes).requiredIn !== undefined),
  );
}

/** What a guard may set for the content behind it; mod_wsgi takes a yes or no from its scripts, and nothing else. */
const SETS_MORE = /\b(?:err_)?headers_out\b|\badd_cookie\b|\.notes\b/;

function messageOf(site: Site, use: DirectiveUse): 'access' | 'user' | 'headers' | 'group' {
  const hook = hookOf(use.name);
  const texts = describeHandlerArgs(use.node.args).handlers.flatMap((one) => handlerTexts(site, one));
  const user = texts.some((text) => SETS_MORE.test(text)) ? 'headers' : 'user';
  return hook === 'authen' ? user : hook === 'authz' ? 'group' : 'access';
}

function closingLines(use: DirectiveUse, guard: GuardChange) {
  return guard.lines.length ? addAfter(use.file, use.node, guard.lines, 4) : [];
}

/** The target in the directive's own section whose entry script runs the phase. */
function entryOf(site: Site, use: DirectiveUse): Target | undefined {
  const targets = use.scopes.flatMap((scope) => targetOf(site, scope)?.target ?? []);
  return targets.find((target) => !target.adapter && !leavesToApache(target, use));
}

function leavesToApache(target: Target, use: DirectiveUse): boolean {
  return [...target.withheld].some((phase) => phase.toLowerCase() === use.name);
}

/** Whether entry scripts run the chain that the directive belongs to, although it has no mount of its own. */
function runsInMounts(site: Site, use: DirectiveUse): boolean {
  const targets = site.configured.flatMap((configured) => configured.design.targets);
  return targets.some(
    (target) =>
      !target.adapter &&
      !leavesToApache(target, use) &&
      [...target.mount.settings.chains.values()].some((chain) =>
        chain.from.some((from) => from.node.origin.node === use.node),
      ),
  );
}
