/** Texts of the requests page. */
import type { texts as english } from '../en/requests.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Requests' }
