/** RewriteCond, for the variables that a request's URL, host and files decide. */
import type { EffectiveDirective } from '../reading/effective.js';
import { compilePattern } from './regex.js';
import type { RequestDisk, RequestQuestion } from './request.js';

/** @param argv test string and pattern, unquoted */
export function testCondition(
  argv: readonly string[],
  ignoreCase: boolean,
  input: RewriteInput,
): boolean | 'unknown' {
  const [test = '', rawPattern = ''] = argv;
  const subject = expand(test, input);
  if (subject === undefined) return 'unknown';
  const negated = rawPattern.startsWith('!');
  const truth = matches(subject, negated ? rawPattern.slice(1) : rawPattern, ignoreCase, input);
  return truth === 'unknown' ? truth : truth !== negated;
}

function matches(
  subject: string,
  pattern: string,
  ignoreCase: boolean,
  { disk }: RewriteInput,
): boolean | 'unknown' {
  if (/^-[fd]$/.test(pattern)) {
    const kind = disk.stat(subject);
    if (kind === 'unknown') return kind;
    return kind === (pattern === '-f' ? 'file' : 'directory');
  }
  if (/^-\w+$/.test(pattern)) return 'unknown';
  if (pattern.startsWith('=')) return compare(subject, pattern.slice(1).replace(/^""$/, ''), ignoreCase);
  if (/^[<>]/.test(pattern)) return 'unknown';
  return compilePattern(pattern, ignoreCase)?.test(subject) ?? 'unknown';
}

function compare(a: string, b: string, ignoreCase: boolean): boolean {
  return ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** Undefined: made from something unknown. */
function expand(test: string, input: RewriteInput): string | undefined {
  if (/\$\d|%\d|\$\{/.test(test)) return undefined;
  let known = true;
  const text = test.replace(/%\{([^}]*)\}/g, (_whole, name: string) => {
    const value = variable(name, input);
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? text : undefined;
}

function variable(name: string, { uri, filename, question, documentRoot }: RewriteInput): string | undefined {
  switch (name) {
    case 'REQUEST_URI':
      return uri;
    case 'REQUEST_FILENAME':
    case 'SCRIPT_FILENAME':
      return filename;
    case 'DOCUMENT_ROOT':
      return documentRoot;
    case 'HTTP_HOST':
    case 'HTTP:Host':
      return question.host ?? '';
    case 'SERVER_PORT':
      return String(question.port);
    case 'REQUEST_METHOD':
      return question.method ?? 'GET';
    // Set only on internal redirects, which a first request is not.
    case 'ENV:REDIRECT_STATUS':
      return '';
    default:
      return undefined;
  }
}

export interface RewriteInput {
  /** Of one server, section or .htaccess file, in order. */
  readonly directives: readonly EffectiveDirective[];
  /** What patterns are matched against: the URL path, or in a directory the rest behind it. */
  readonly subject: string;
  readonly uri: string;
  readonly filename: string;
  readonly documentRoot: string | undefined;
  readonly question: RequestQuestion;
  readonly disk: RequestDisk;
}
