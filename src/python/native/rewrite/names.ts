/** Names for the variables and functions that a rewritten handler needs, none of which the module uses already. */
import type { ExactModule } from '../../reader.js';
import { isNode, type Leaf, leaves, type Tree } from '../../tree.js';
import type { Unit } from '../unit.js';
import type { Use } from '../uses/uses.js';

/** What a name stands for, with the names to choose from, the best first. */
const LOCALS = {
  environ: ['environ', 'wsgi_environ'],
  start: ['start_response', 'wsgi_start_response'],
  status: ['status', 'response_status'],
  type: ['content_type', 'response_type'],
  headers: ['headers', 'response_headers'],
  errors: ['error_headers', 'kept_headers'],
  location: ['location', 'new_location'],
  length: ['content_length', 'response_length'],
  body: ['body', 'output', 'response_body'],
  cleanups: ['cleanups', 'request_cleanups'],
  user: ['user', 'request_user'],
  stream: ['stream', 'download', 'response_file'],
  page: ['page', 'data', 'response_page'],
} as const;

const FUNCTIONS = {
  respond: ['respond', 'send_answer'],
  error: ['send_error', 'send_error_page'],
  moved: ['moved', 'send_moved'],
  redirect: ['redirect', 'send_redirect'],
  form: ['read_form', 'read_fields'],
  url: ['construct_url', 'full_address'],
  cookies: ['read_cookies', 'request_cookies'],
  credentials: ['basic_credentials', 'user_and_password'],
  cookieDate: ['cookie_date', 'date_for_cookie'],
  fileWrapper: ['FileWrapper', 'WSGIFileWrapper'],
  escape: ['escape', 'xml_escape'],
  headersClass: ['Headers', 'WSGIHeaders'],
  httpError: ['HTTPError', 'RequestError'],
  redirectError: ['Redirect', 'RequestRedirect'],
  answerErrors: ['answer_errors', 'with_error_pages'],
  answer: ['Answer', 'SentAnswer'],
  withCleanups: ['with_cleanups', 'cleaned_up'],
  asBytes: ['as_bytes', 'encoded_parts'],
  typeHeaders: ['type_headers', 'default_headers'],
  pages: ['PAGES', 'PUBLISHED'],
  refused: ['REFUSED', 'NOT_PUBLISHED'],
  formValues: ['form_values', 'values_of_form'],
  pageName: ['page_name', 'name_of_page'],
  pageText: ['page_text', 'text_of_page'],
  application: ['application', 'wsgi_application'],
  defaultType: ['default_type', 'type_by_extension'],
  errorPage: ['ERROR_PAGE', 'APACHE_ERROR_PAGE'],
  errorTexts: ['ERROR_TEXTS', 'APACHE_ERROR_TEXTS'],
} as const;

export type LocalName = keyof typeof LOCALS;
export type FunctionName = keyof typeof FUNCTIONS;

export type Names = Readonly<Record<LocalName, string>> & {
  /** A variable for something read of the request, by the name its reader suggests. */
  readonly reading: (suggested: string) => string;
};

/** Names inside the functions of one unit: the same in all of them. */
export function chooseNames(unit: Unit): Names {
  const taken = new Set<string>();
  for (const fn of unit.functions.values()) {
    for (const name of mentioned(fn.node)) taken.add(name);
  }
  for (const name of freedNames(unit)) taken.delete(name);
  const chosen = Object.fromEntries(
    Object.entries(LOCALS).map(([key, candidates]) => [key, pick(candidates, taken)]),
  ) as Record<LocalName, string>;
  for (const name of Object.values(chosen)) taken.add(name);
  return { ...chosen, reading: (suggested) => pick([suggested, `request_${suggested}`], taken) };
}

/** Names for functions beside the handlers: the same in all modules that share them. */
export function chooseFunctionNames(modules: readonly ExactModule[]): Readonly<Record<FunctionName, string>> {
  const taken = new Set(modules.flatMap((module) => mentioned(module.tree)));
  return Object.fromEntries(
    Object.entries(FUNCTIONS).map(([key, candidates]) => [key, pick(candidates, taken)]),
  ) as Record<FunctionName, string>;
}

function pick(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const free = candidates.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  let name = `${candidates.at(-1)}_`;
  while (taken.has(name)) name += '_';
  return name;
}

function mentioned(tree: Tree): readonly string[] {
  return [...leaves(tree)]
    .filter((leaf) => leaf.type === 'NAME' && !isAttribute(leaf))
    .map((leaf) => leaf.value);
}

function isAttribute(leaf: Leaf): boolean {
  const { parent } = leaf;
  return isNode(parent, 'trailer') && parent.children[1] === leaf && parent.children[0]?.end === leaf.start;
}

/** Variables whose only statement disappears: `headers = req.headers_out`. */
function freedNames(unit: Unit): readonly string[] {
  return [...unit.functions.values()].flatMap((fn) =>
    fn.uses.flatMap((use: Use) => {
      if (use.kind !== 'idle' || use.moved || !isNode(use.statement, 'expr_stmt')) return [];
      return [(use.statement.children[0] as Leaf).value];
    }),
  );
}
