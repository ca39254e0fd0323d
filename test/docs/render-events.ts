/** The page about events, made of the text of the contract: fields, types and comments as they stand in `src/contract`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from './pages.ts'

const HEAD = `# Events

What the live socket tells, one JSON object a frame; made by \`npm run docs\` from [src/contract/event.ts](../../src/contract/event.ts), and a test holds this page
against it. How to connect, sequence numbers, and what a viewer may say: [admin API](admin-api.md#live-socket). Every event carries \`seq\` besides its own fields;
\`…_ms\` is milliseconds, \`timestamp\` ISO 8601 in UTC.`

interface Field {
  readonly name: string
  readonly type: string
  readonly about: string
}

export const renderEvents = (): string => {
  const source = parse('src/contract/event.ts')
  const union = declarationOf(source, 'LiveEvent')
  if (!ts.isTypeAliasDeclaration(union) || !ts.isUnionTypeNode(union.type)) throw new Error('LiveEvent is no union')
  const events = union.type.types.map((member) => renderEvent(source, declarationOf(source, member.getText())))
  return `${[HEAD, ...events, renderUsage(), renderCost()].join('\n\n')}\n`
}

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2023, true)

type Declaration = ts.TypeAliasDeclaration | ts.InterfaceDeclaration

const declarationOf = (source: ts.SourceFile, name: string): Declaration => {
  const found = source.statements.find(
    (node): node is Declaration =>
      (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) && node.name.text === name,
  )
  if (found === undefined) throw new Error(`${source.fileName} declares no ${name}`)
  return found
}

const renderEvent = (source: ts.SourceFile, declaration: Declaration): string => {
  const fields = fieldsOf(source, declaration)
  const title = fields.find(({ name }) => name === 'type')?.type.replaceAll("'", '')
  return `## \`${title}\`\n\n${aboutOf(declaration)}\n\n${table(fields.filter(({ name }) => name !== 'type'))}`
}

const fieldsOf = (source: ts.SourceFile, node: Declaration | ts.TypeNode): Field[] => {
  if (ts.isTypeAliasDeclaration(node)) return fieldsOf(source, node.type)
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) return node.members.flatMap(fieldOf)
  if (ts.isIntersectionTypeNode(node)) return node.types.flatMap((part) => fieldsOf(source, part))
  if (!ts.isTypeReferenceNode(node)) throw new Error(`Cannot read the type ${node.getText()}`)
  const [of, without] = node.typeArguments ?? []
  if (of === undefined) return fieldsOf(source, declarationOf(source, node.typeName.getText()))
  // `Omit<Type, 'field' | …>`
  return fieldsOf(source, of).filter(({ name }) => !without?.getText().includes(`'${name}'`))
}

const fieldOf = (member: ts.TypeElement): Field[] =>
  ts.isPropertySignature(member) && member.type !== undefined
    ? [{ name: member.name.getText(), type: member.type.getText(), about: aboutOf(member) }]
    : []

const WORDS: Readonly<Record<string, string>> = {
  ServiceId: 'string',
  LiveStatus: "'PENDING' or 'STREAMING' or 'COMPLETED' or 'FAILED'",
  Usage: '[usage](#usage)',
  CostView: '[cost](#cost)',
  CostQuality: "'exact' or 'floor' or 'unknown'",
  ChoiceCode: 'string',
  ExhaustionCode: 'string',
  'Readonly<Record<string, string>>': 'object of strings',
}

const table = (fields: readonly Field[]): string => {
  const typeOf = (type: string): string =>
    (
      WORDS[type] ??
      type
        .split(' | ')
        .map((part) => WORDS[part] ?? part)
        .join(' or ')
    ).replaceAll("'", '`')
  const rows = fields.map(({ name, type, about }) => `| \`${name}\` | ${typeOf(type)} | ${about} |`)
  return ['| Field | Type | |', '|---|---|---|', ...rows].join('\n')
}

/** The first object of the file is the list of counts: its keys with their comments. */
const renderUsage = (): string => {
  const find = (node: ts.Node): ts.ObjectLiteralExpression | undefined =>
    ts.isObjectLiteralExpression(node) ? node : node.forEachChild(find)
  const properties = find(parse('src/contract/usage.ts'))?.properties ?? []
  const fields = properties.map((node) => ({ name: node.name?.getText() ?? '', type: 'number', about: aboutOf(node) }))
  return `## Usage\n\nTokens of one answer.\n\n${table(fields)}`
}

const renderCost = (): string => {
  const source = parse('src/contract/money/cost.ts')
  const view = declarationOf(source, 'CostView')
  return `## Cost\n\n${aboutOf(view)}\n\n${table(fieldsOf(source, view))}`
}

const aboutOf = (node: ts.Node): string => {
  const text = ts.getJSDocCommentsAndTags(node).map(({ comment }) => comment)
  return text.join(' ').replaceAll(/\s*\n\s*/g, ' ')
}
