/** What a column of a record can hold, whichever SQL database keeps it. */
export type SqlValue = string | number | bigint | null | Uint8Array
