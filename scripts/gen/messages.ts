/** Static check of a rule file: each key of `messages` is said somewhere. The compiler checks the other way round. */
import { type Node, type ObjectLiteralExpression, type SourceFile, SyntaxKind, type Type } from 'ts-morph';

/** One line for each message key that no `message: …` in the file can have as its value. */
export function unusedMessages(source: SourceFile): readonly string[] {
  const messages = messagesOf(source);
  if (!messages) return [`${source.getBaseName()}: no messages`];
  const keys = messages
    .getProperties()
    .flatMap((property) => property.asKind(SyntaxKind.PropertyAssignment)?.getName() ?? []);
  const said = new Set(values(source).flatMap((node) => literals(node.getType())));
  return keys
    .filter((key) => !said.has(key))
    .map((key) => `${source.getBaseName()}: message '${key}' is never used`);
}

/** The object, in its place or as a constant of the file. */
function messagesOf(source: SourceFile): ObjectLiteralExpression | undefined {
  const given = source
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .find((property) => property.getName() === 'messages')
    ?.getInitializer();
  const constant = given?.asKind(SyntaxKind.Identifier)?.getText();
  const value = constant === undefined ? given : source.getVariableDeclaration(constant)?.getInitializer();
  const plain = value?.asKind(SyntaxKind.AsExpression)?.getExpression() ?? value;
  return plain?.asKind(SyntaxKind.ObjectLiteralExpression);
}

/** The values of all properties `message`, written out or in shorthand. */
function values(source: SourceFile): readonly Node[] {
  const long = source
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .filter((property) => property.getName() === 'message')
    .flatMap((property) => property.getInitializer() ?? []);
  const short = source
    .getDescendantsOfKind(SyntaxKind.ShorthandPropertyAssignment)
    .filter((property) => property.getName() === 'message')
    .map((property) => property.getNameNode());
  return [...long, ...short];
}

/** The strings that a type allows. */
function literals(type: Type): readonly string[] {
  if (type.isUnion()) return type.getUnionTypes().flatMap(literals);
  const value = type.isStringLiteral() ? type.getLiteralValue() : undefined;
  return typeof value === 'string' ? [value] : [];
}
