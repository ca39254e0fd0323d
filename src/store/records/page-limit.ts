/** How many rows a page of the list has. */
import type { JournalQuery } from './journal.ts'

const PAGE = 50
const LARGEST_PAGE = 500

export const limitOf = (query: JournalQuery): number =>
  Math.min(LARGEST_PAGE, Math.max(1, Math.floor(query.limit ?? PAGE) || PAGE))
