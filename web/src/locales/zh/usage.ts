/** Texts of the usage page. */
import type { texts as english } from '../en/usage.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Usage' }
