/** Waiting for something that may never come while the disk does not answer. */

/** How long clearing, renaming and closing wait for it, ms. */
const PATIENCE_MS = 5000

/** Resolves when the work has ended, well or not, or when waiting has become pointless. */
export const patiently = async (work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([work.catch(() => undefined), enough])
  clearTimeout(timer)
}
