/**
 * Why something happened, as a code with parameters. Sentences are made of it at the edges, in the reader's language: by the command
 * line, by the pages, and in English where only a log or an error body can say it.
 */
export interface Reason<Code extends string = string> {
  readonly code: Code
  /** Values for the places of the sentence; numbers keep their unit in the parameter's name (`seconds`, `bytes`). Never a secret. */
  readonly params: Readonly<Record<string, string | number>>
}
