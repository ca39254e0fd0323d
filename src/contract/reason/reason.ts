/**
 * Why something happened, as a code with parameters. Sentences are made of it at the edges, in the reader's language: by the command
 * line, by the pages, and in English where only a log or an error body can say it.
 */
export interface Reason<Code extends string = string> {
  readonly code: Code
  /** Values for the places of the sentence; numbers keep their unit in the parameter's name (`seconds`, `bytes`). Never a secret. */
  readonly params: Readonly<Record<string, string | number>>
}

/** Which parameters each code of a subject has. A `code` is that of another reason, without parameters. */
export type ReasonTable = Readonly<Record<string, Readonly<Record<string, 'text' | 'number' | 'code'>>>>

/** Every reason of a table, as one union: a code that is not in it, or one without its parameters, does not compile. */
export type ReasonIn<Table extends ReasonTable> = {
  [Code in keyof Table & string]: {
    readonly code: Code
    readonly params: {
      readonly [Name in keyof Table[Code]]: Table[Code][Name] extends 'number' ? number : string
    }
  }
}[keyof Table & string]

/** A reason that came from elsewhere (a file, another process), if the table has its code and it brings that code's parameters. */
export const reasonIn = <Table extends ReasonTable>(table: Table, reason: Reason): ReasonIn<Table> | undefined => {
  const { code, params } = reason
  const wanted = Object.hasOwn(table, code) ? table[code] : undefined
  if (wanted === undefined) return undefined
  const fits = Object.entries(wanted).every(
    ([name, kind]) => typeof params[name] === (kind === 'number' ? 'number' : 'string'),
  )
  return fits ? (reason as unknown as ReasonIn<Table>) : undefined
}
