/**
 * How the C library of most Linux systems shall keep memory for a daemon. It reads these variables once, at the start of a process, so
 * whoever starts a daemon sets them: `clp start`, the service of `clp service install`, and what lies in `deploy/`.
 */

/**
 * Bodies that several threads held are given back to the system instead of being kept in an arena per thread. Short soaks with both
 * peaked at 222 MB, without either at 271 (one run each, under differing loads: a hint, no proof). A lower threshold gives more back, but
 * costs 50–60 µs of CPU for each 64 KB of a body (docs/reference/promises.md).
 */
export const MEMORY_SETTINGS: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
}
