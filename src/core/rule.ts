/** The shape of a rule: a declarative head, one generator, nothing else. */
import type { Site } from '../site/site.js';
import type {
  Change,
  Confidence,
  FileEdit,
  Finding,
  NewFile,
  Place,
  RelatedPlace,
  Severity,
  State,
} from './finding.js';
import { NO_CHANGE } from './finding.js';

export type Messages = Readonly<Record<string, string>>;

/** The `{names}` in a message template. */
type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Data<Text extends string> = Readonly<Record<Placeholders<Text>, string | number>>;

interface ReportBase<M extends Messages, K extends keyof M> {
  readonly at: Place;
  readonly message: K;
  readonly data: Data<M[K]>;
  readonly severity?: Severity;
  /** Overrides the rule's `todo` for this finding. */
  readonly todo?: string;
  readonly related?: readonly RelatedPlace[];
  readonly confidence?: Confidence;
  readonly edits?: readonly FileEdit[];
  readonly creates?: readonly NewFile[];
}

/** What a rule may ask and say. `use` reports one use of mod_python, `note` anything else worth knowing. */
export interface RuleContext<M extends Messages> {
  readonly site: Site;
  use<K extends keyof M & string>(report: ReportBase<M, K> & { readonly state: State }): Finding;
  note<K extends keyof M & string>(report: ReportBase<M, K>): Finding;
}

export type Target = 'httpd' | 'python' | 'psp' | 'site';

/** What `explain` and the documentation show of a rule; a test holds the engine to it. */
export interface Example {
  readonly before: string;
  readonly after: string;
  /** Tree path of the file shown, where it is not the usual one of the target. */
  readonly path?: string;
  /** All other files of the site: tree path → text. Without it there is a usual configuration around code. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** Metadata that `explain`, the docs and every report format are made from. */
export interface RuleHead<M extends Messages> {
  /** Stable for ever: MP1xx configuration, MP2xx Python, MP3xx PSP, MP4xx whole site, MP9xx the tool's own. */
  readonly code: string;
  /** Kebab-case, named after what the rule finds. */
  readonly name: string;
  readonly target: Target;
  readonly severity: Severity;
  /** One line, imperative, no final period. */
  readonly summary: string;
  readonly why: string;
  /** What a person does when no edit is offered. */
  readonly todo: string;
  /** Effort by hand for one finding, for example '5m'. */
  readonly effort: string;
  readonly refs: readonly string[];
  readonly messages: M;
  readonly example: Example;
}

export interface Rule<M extends Messages = Messages> extends RuleHead<M> {
  check(context: RuleContext<M>): Iterable<Finding>;
}

/** Keeps the literal types of `messages` while the rule is written, then forgets them for the registry. */
export function defineRule<const M extends Messages>(rule: Rule<M>): Rule {
  return rule as unknown as Rule;
}

/** Makes the context of one rule over one site. */
export function ruleContext(rule: Rule, site: Site): RuleContext<Messages> {
  const base = (report: ReportBase<Messages, string>) => ({
    code: rule.code,
    name: rule.name,
    severity: report.severity ?? rule.severity,
    place: report.at,
    message: fill(rule.messages[report.message] ?? report.message, report.data),
    todo: report.todo ?? '',
    related: report.related ?? [],
    confidence: report.confidence ?? 'safe',
    change: change(report),
  });
  return {
    site,
    use: (report) => ({
      ...base(report),
      kind: 'use',
      state: report.state,
      todo: report.todo ?? (report.state === 'manual' ? rule.todo : ''),
      confidence: report.state === 'manual' ? 'manual' : (report.confidence ?? 'safe'),
    }),
    note: (report) => ({ ...base(report), kind: 'note' }),
  };
}

function change(report: ReportBase<Messages, string>): Change {
  if (!report.edits?.length && !report.creates?.length) return NO_CHANGE;
  return { edits: report.edits ?? [], creates: report.creates ?? [] };
}

/** A message with its `{names}` filled in; a name without a value stays as it is. */
export function fill(template: string, data: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => (key in data ? String(data[key]) : whole));
}
