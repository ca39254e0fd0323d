// The guard of continuous integration: says where CLP has become slower than an accident can explain. Compares each contender's best
// round with the relay's best round of the same run, so that a noisy minute is no reason; absolute figures are never judged.

/**
 * Least share of the bare relay's requests per second. Far below what is measured on a quiet machine, because a short run measures
 * code that is not compiled yet. Raise them with the figures; half of the target is where they are meant to end.
 */
export const FLOORS = {
  'json-2k-32': { 'clp-off': 0.05, 'clp-on': 0.025 },
  'json-200k-32': { 'clp-off': 0.08, 'clp-on': 0.04 },
  'json-2m-32': { 'clp-off': 0.15, 'clp-on': 0.08 },
  'sse-burst-8': { 'clp-off': 0.08, 'clp-on': 0.04 },
}

/** One line for each floor that was not reached, and for requests that failed. */
export const shortfalls = (samples, floors) => {
  const best = (workload, contender) =>
    Math.max(
      ...samples.filter((one) => one.workload === workload && one.contender === contender).map((one) => one.perSecond),
    )
  const failed = samples
    .filter(({ errors }) => errors > 0)
    .map(({ workload, contender, errors }) => `${workload}: ${errors} requests failed through ${contender}`)
  const slow = Object.entries(floors).flatMap(([workload, shares]) =>
    Object.entries(shares).flatMap(([contender, least]) => {
      const share = best(workload, contender) / best(workload, 'relay')
      return share >= least
        ? []
        : [`${workload}: ${contender} reaches ${share.toFixed(3)} × relay, at least ${least} is expected`]
    }),
  )
  return [...failed, ...slow]
}
