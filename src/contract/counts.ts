/** How many requests there were, in totals. */

/** No requests at all, and the list of numbers: sums, columns of the totals and exports follow from it. */
export const NO_COUNTS = Object.freeze({
  /** Questions for which an upstream was asked, by the start of the request. In totals from before 2.0 side requests too. */
  requests: 0,
  /** Those that did not end well; clients that left are no failures. */
  failures: 0,
  /** Requests that ask no question: `HEAD`, lists of models, counted tokens, telemetry, answers that are fetched again. */
  side: 0,
  sideFailures: 0,
} satisfies Record<string, number>)

export type CountField = keyof typeof NO_COUNTS

export type RequestCounts = { readonly [Field in CountField]: number }

export const COUNT_FIELDS = Object.keys(NO_COUNTS) as readonly CountField[]

/** Numbers made one by one. */
export const countsBy = (numberOf: (field: CountField) => number): RequestCounts => {
  const counts: { -readonly [Field in CountField]: number } = { ...NO_COUNTS }
  for (const field of COUNT_FIELDS) counts[field] = numberOf(field)
  return counts
}

export const addCounts = (left: RequestCounts, right: RequestCounts): RequestCounts =>
  countsBy((field) => left[field] + right[field])

/** What one request adds. */
export const countsOfOne = (isSide: boolean, failed: boolean): RequestCounts =>
  isSide
    ? { ...NO_COUNTS, side: 1, sideFailures: failed ? 1 : 0 }
    : { ...NO_COUNTS, requests: 1, failures: failed ? 1 : 0 }
