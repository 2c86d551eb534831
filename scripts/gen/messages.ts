/** Static checks of a rule file: each key of `messages` is used, and the other way round (the compiler's part). */
import { type SourceFile, SyntaxKind } from 'ts-morph';

/** One line for each message key that no string in `check` mentions. */
export function unusedMessages(source: SourceFile): readonly string[] {
  const messages = source
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .find((property) => property.getName() === 'messages')
    ?.getInitializerIfKind(SyntaxKind.ObjectLiteralExpression);
  if (!messages) return [`${source.getBaseName()}: no messages`];
  const keys = messages
    .getProperties()
    .flatMap((property) => property.asKind(SyntaxKind.PropertyAssignment)?.getName() ?? []);
  const text = source.getFullText().replace(messages.getText(), '');
  const used = (key: string) =>
    new RegExp(`['"\`]${key}['"\`]`).test(text) || new RegExp(`kind === '${key}'`).test(text);
  return keys
    .filter((key) => !used(key) && !text.includes('message: kind'))
    .map((key) => `${source.getBaseName()}: message '${key}' is never used`);
}
