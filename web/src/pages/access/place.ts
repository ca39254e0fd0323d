/** What a token opens: a service, or the UI. */
export interface Place {
  /** Service id, or `ui`. */
  readonly id: string
  readonly label: string
}
