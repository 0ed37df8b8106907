import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const FOLDER = fileURLToPath(new URL('../../assembly/redis/commands', import.meta.url));

/** One exported function of a file of typed commands. `sends` is the first argument of its `begin(…)`. */
export type TypedCommand = { name: string; parameters: string; sends: string; description: string };
export type Family = { name: string; commands: readonly TypedCommand[] };

/** The families in the order of their names; a file without commands is none. */
export function readTypedCommands(): Family[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => ({
      name: basename(file, '.ts'),
      commands: typedCommands(readFileSync(join(FOLDER, file), 'utf8')),
    }))
    .filter(({ commands }) => commands.length > 0);
}

/** The exported functions of `source` that send a command; one without a description gets an empty one. */
export function typedCommands(source: string): TypedCommand[] {
  const file = ts.createSourceFile('commands.ts', source, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isFunctionDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .flatMap((declaration) => {
      const sends = firstBegin(declaration);
      if (sends === undefined) return [];
      const name = declaration.name!.text;
      const parameters = declaration.parameters.map((parameter) => parameter.name.getText()).join(', ');
      const [comment] = ts.getJSDocCommentsAndTags(declaration);
      const text = comment === undefined ? '' : (ts.getTextOfJSDocComment(comment.comment) ?? '');
      return [{ name, parameters, sends, description: text.replaceAll(/\s+/g, ' ') }];
    });
}

function firstBegin(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && node.expression.getText() === 'begin') {
    const [name] = node.arguments;
    if (name !== undefined && ts.isStringLiteral(name)) return name.text;
  }
  return ts.forEachChild(node, firstBegin);
}
