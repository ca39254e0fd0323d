/** Texts of the balancing page. */
import type { texts as english } from '../en/balancing.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Balancing' }
