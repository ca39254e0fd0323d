/** The only place that writes to the terminal. Results go to standard output, everything else to standard error. */
import { StringDecoder } from 'node:string_decoder'
import type { TableConstructorOptions } from 'cli-table3'
import { visibleText } from '../../codec/text/visible-text.ts'

/** As much of a stream as is needed here. */
export interface Output {
  readonly write: (chunk: string | Uint8Array, done?: (error?: Error | null) => void) => boolean
  /** Set where a person reads it on a terminal. */
  readonly isTTY?: boolean
}

export interface Print {
  /** One line of the result; an empty one without text. */
  readonly line: (text?: string) => void
  /** A hint, warning or error: never part of the result. */
  readonly note: (text: string) => void
  /** The result for a script. */
  readonly json: (value: unknown) => void
  /** One line of a result that goes on, one JSON value a line. */
  readonly jsonLine: (value: unknown) => void
  /** A table with aligned columns. Columns named in `right` are aligned to the right. */
  readonly table: (head: readonly string[], rows: readonly Row[], options?: TableOptions) => Promise<void>
  /** Bytes or text as they are; on a terminal as text that it shows and does not obey. Resolves when they have left, so that a slow reader is waited for. */
  readonly raw: (chunk: string | Uint8Array) => Promise<void>
}

export type Row = readonly (string | number)[]

export interface TableOptions {
  /** Positions of columns with numbers, from 0. */
  readonly right?: readonly number[]
}

export const createPrint = (output: Output, errors: Output): Print => {
  const decoder = new StringDecoder()
  const shown = (chunk: string | Uint8Array): string =>
    visibleText(typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))
  return {
    line: (text = '') => {
      output.write(`${visibleText(text)}\n`)
    },
    note: (text) => {
      errors.write(`${visibleText(text)}\n`)
    },
    json: (value) => {
      output.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    jsonLine: (value) => {
      output.write(`${JSON.stringify(value)}\n`)
    },
    table: async (head, rows, options = {}) => {
      output.write(`${await drawTable(head, rows, options)}\n`)
    },
    raw: (chunk) =>
      new Promise((resolve, reject) => {
        output.write(output.isTTY === true ? shown(chunk) : chunk, (error) => (error ? reject(error) : resolve()))
      }),
  }
}

/** No frames, two blanks between columns, nothing after the last one: easy to read, easy to cut. */
const drawTable = async (head: readonly string[], rows: readonly Row[], options: TableOptions): Promise<string> => {
  const { default: Table } = await import('cli-table3')
  const titles = head.every((title) => title === '') ? [] : [...head]
  const table = new Table({ ...PLAIN, head: titles, colAligns: head.map((_, index) => alignment(index, options)) })
  for (const row of rows) table.push(row.map(cleanCell))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const alignment = (column: number, { right = [] }: TableOptions): 'left' | 'right' =>
  right.includes(column) ? 'right' : 'left'

/** A name in a document may hold anything; control characters must not reach the terminal or break the row. */
const cleanCell = (cell: string | number): string => printable(String(cell))

/** The text in one line and without control characters, which could move the cursor or colour the screen. */
export const printable = (text: string): string => visibleText(text.replace(/\s*\n\s*/g, ' ').replaceAll('\t', ' '))

const PLAIN: TableConstructorOptions = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
}
