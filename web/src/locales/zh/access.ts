/** Texts of the access page. */
import type { texts as english } from '../en/access.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Access' }
