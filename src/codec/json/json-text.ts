/**
 * Edits in the text of a JSON file that leave every byte outside the edit as it is: indentation, number forms, order of keys.
 * Written on jsonc-parser's tree because its own `modify` reformats the neighbours of an edit and breaks one-line arrays when it
 * removes their last element.
 */
import { type Node, type ParseError, parseTree } from 'jsonc-parser'

export type JsonPath = readonly (string | number)[]

/** The text is not one JSON value. */
export class JsonTextError extends Error {
  constructor() {
    super('The text is not JSON')
    this.name = 'JsonTextError'
  }
}

/** Sets the value at a path, with the objects that lead there when they are missing. Throws `JsonTextError`. */
export const setJson = (text: string, path: JsonPath, value: unknown): string => {
  const style = styleOf(text)
  let node = parse(text)
  for (const [depth, key] of path.entries()) {
    const next = childOf(node, key)
    if (next === undefined) {
      const nested = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
      return node.type === 'object'
        ? insert(text, node, style, (indent) => `${JSON.stringify(String(key))}: ${written(nested, indent, style)}`)
        : replace(text, node, written({ [key]: nested }, indentAt(text, node), style))
    }
    node = next
  }
  return replace(text, node, written(value, indentAt(text, node), style))
}

/** Puts a value behind the last element of the array at a path, which is made when it is missing. Throws `JsonTextError`. */
export const appendJson = (text: string, path: JsonPath, value: unknown): string => {
  const node = findJson(text, path)
  if (node?.type !== 'array') return setJson(text, path, [value])
  const style = styleOf(text)
  return insert(text, node, style, (indent) => written(value, indent, style))
}

/** Takes a property or an element out, with its comma. The same text when there is none. Throws `JsonTextError`. */
export const removeJson = (text: string, path: JsonPath): string => {
  const found = findJson(text, path)
  const item = found?.parent?.type === 'property' ? found.parent : found
  const siblings = item?.parent?.children
  if (item === undefined || siblings === undefined) return text
  const index = siblings.indexOf(item)
  const [before, after] = [siblings[index - 1], siblings[index + 1]]
  if (before !== undefined) return cut(text, endOf(before), endOf(item))
  if (after !== undefined) return cut(text, item.offset, after.offset)
  const holder = item.parent
  return holder === undefined ? text : cut(text, holder.offset + 1, endOf(holder) - 1)
}

/** The node at a path; of a key that stands twice the last one, which is the one `JSON.parse` takes. Throws `JsonTextError`. */
export const findJson = (text: string, path: JsonPath): Node | undefined =>
  path.reduce<Node | undefined>((node, key) => (node === undefined ? undefined : childOf(node, key)), parse(text))

interface Style {
  readonly unit: string
  readonly eol: string
}

const styleOf = (text: string): Style => ({
  unit: /\n([ \t]+)["[{]/.exec(text)?.[1] ?? '  ',
  eol: text.includes('\r\n') ? '\r\n' : '\n',
})

const parse = (text: string): Node => {
  const errors: ParseError[] = []
  const root = parseTree(text, errors)
  if (root === undefined || errors.length > 0) throw new JsonTextError()
  return root
}

/** One step of a path; of a key that stands twice the last one. */
export const childOf = (node: Node, key: string | number): Node | undefined => {
  if (node.type === 'array') return typeof key === 'number' ? node.children?.[key] : undefined
  if (node.type !== 'object') return undefined
  return node.children?.findLast((property) => property.children?.[0]?.value === key)?.children?.[1]
}

/** Behind the last item of an object or array, on a line of its own unless the items share one. */
const insert = (text: string, holder: Node, style: Style, write: (indent: string) => string): string => {
  const last = holder.children?.at(-1)
  const [first] = holder.children ?? []
  if (last === undefined || first === undefined) {
    const outer = indentAt(text, holder)
    const inner = outer + style.unit
    return replace(
      text,
      holder,
      [text[holder.offset], style.eol, inner, write(inner), style.eol, outer, text[endOf(holder) - 1]].join(''),
    )
  }
  const oneLine = !text.slice(holder.offset, first.offset).includes('\n')
  const indent = indentAt(text, last)
  const item = oneLine ? ` ${write(indent).replaceAll(/\r?\n\s*/g, ' ')}` : `${style.eol}${indent}${write(indent)}`
  return `${text.slice(0, endOf(last))},${item}${text.slice(endOf(last))}`
}

/** A value on lines that continue at `indent`. Line breaks inside strings are escaped, so every break is one between lines. */
const written = (value: unknown, indent: string, style: Style): string =>
  JSON.stringify(value, null, style.unit).replaceAll('\n', style.eol + indent)

/** White space at the beginning of the line a node stands on. */
const indentAt = (text: string, node: Node): string => {
  const start = text.lastIndexOf('\n', node.offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
}

const endOf = (node: Node): number => node.offset + node.length
const replace = (text: string, node: Node, by: string): string =>
  text.slice(0, node.offset) + by + text.slice(endOf(node))
const cut = (text: string, start: number, end: number): string => text.slice(0, start) + text.slice(end)
