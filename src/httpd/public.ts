/**
 * The public API of `mod-python-migrate/apache-conf-parser`: a lossless reader and editor of Apache configuration.
 * See docs/apache-conf-parser.md.
 */

export { type ArgumentStyle, type DirectiveInfo, lookupDirective } from './directives.js';
export type {
  Condition,
  EffectiveDirective,
  EffectiveNode,
  EffectiveSection,
  EffectiveTree,
  FileRead,
  Origin,
  Problem,
  ReadTimeDirective,
} from './reading/effective.js';
export { type EvaluateOptions, evaluate } from './reading/evaluate.js';
export type { EvaluateHost, Truth } from './reading/host.js';
export { DEBIAN_BUILT_IN } from './reading/modules.js';
export type { MacroUse, SourceRef, VariableUse } from './reading/source-ref.js';
export { contentChain, type HandlerChoice, isPythonHandler } from './request/handler.js';
export { type CompiledServer, compileServer, configurationFor } from './request/merge.js';
export type {
  Layer,
  LayerKind,
  RequestDisk,
  RequestFacts,
  RequestQuestion,
  Setting,
  Undecided,
} from './request/request.js';
export type { Outcome, RequestConfiguration } from './request/request-configuration.js';
export { type Chain, type RequestSettings, whyUncertain } from './request/settings.js';
export type { ServerChoice, Vhost } from './request/vhosts.js';
export { applyByteEdits, ByteEditOverlapError } from './syntax/apply.js';
export { fromLatin1, latin1, utf8AsLatin1 } from './syntax/bytes.js';
export {
  type ByteEdit,
  commentOut,
  type Editable,
  EditRefusedError,
  insertAfter,
  insertBefore,
  insertInto,
  leadingComments,
  remove,
  replaceArgs,
  replaceName,
  replaceTest,
  replaceWord,
  uncomment,
  wrapIfModule,
} from './syntax/edit.js';
export { sourceOffset, sourceRange } from './syntax/lines.js';
export { parseConfig, sameName, sectionArgs } from './syntax/syntax.js';
export type {
  BlankNode,
  CommentNode,
  Diagnostic,
  Dialect,
  DirectiveNode,
  FileSyntax,
  IgnoredNode,
  Line,
  ParseOptions,
  SectionNode,
  Segment,
  StrayCloseNode,
  SyntaxNode,
  UnreadableNode,
} from './syntax/tree.js';
export { quoteWord, splitWords, UnquotableError, type Word, wordValues } from './syntax/words.js';
