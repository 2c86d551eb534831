/**
 * The public API of `mod-python-migrate/apache-conf-parser`: a lossless reader and editor of Apache configuration.
 * See docs/apache-conf-parser.md.
 */
export { applyByteEdits, ByteEditOverlapError } from './apply.js';
export { fromLatin1, latin1, utf8AsLatin1 } from './bytes.js';
export { type ArgumentStyle, type DirectiveInfo, lookupDirective } from './directives.js';
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
} from './edit.js';
export type {
  Condition,
  EffectiveDirective,
  EffectiveNode,
  EffectiveSection,
  EffectiveTree,
  EvaluateHost,
  FileRead,
  MacroUse,
  Origin,
  Problem,
  ReadTimeDirective,
  SourceRef,
  Truth,
  VariableUse,
} from './effective.js';
export { type EvaluateOptions, evaluate } from './evaluate.js';
export { contentChain, type HandlerChoice, isPythonHandler } from './handler.js';
export { sourceOffset, sourceRange } from './lines.js';
export { type CompiledServer, compileServer, configurationFor } from './merge.js';
export { DEBIAN_BUILT_IN } from './modules.js';
export type {
  Layer,
  LayerKind,
  RequestDisk,
  RequestFacts,
  RequestQuestion,
  Setting,
  Undecided,
} from './request.js';
export type { Outcome, RequestConfiguration } from './request-configuration.js';
export { type Chain, type RequestSettings, whyUncertain } from './settings.js';
export { parseConfig, sameName, sectionArgs } from './syntax.js';
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
} from './tree.js';
export type { ServerChoice, Vhost } from './vhosts.js';
export { quoteWord, splitWords, UnquotableError, type Word, wordValues } from './words.js';
