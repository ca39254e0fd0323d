/** What the two ends of a link between threads say to each other. */

export interface CallMessage {
  readonly call: number
  readonly method: string
  readonly args: readonly unknown[]
}

export interface CancelMessage {
  readonly cancel: number
}

export type ReplyMessage =
  | { readonly reply: number; readonly value: unknown }
  | { readonly reply: number; readonly error: string; readonly name: string }
  /** Said without being asked. */
  | { readonly announce: unknown }
