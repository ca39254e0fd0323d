/** JSON out of a database in which a bit may have been flipped: one record that cannot be read keeps no list from being shown. */

/** What the text says, `instead` where it is no JSON. */
export const jsonOr = <T>(text: string, instead: T): T => {
  try {
    return JSON.parse(text) as T
  } catch {
    return instead
  }
}
