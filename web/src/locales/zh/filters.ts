/** Texts of the filters page. */
import type { texts as english } from '../en/filters.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Filters' }
