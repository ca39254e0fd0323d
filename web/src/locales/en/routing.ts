/** Texts of the routing page. */
export const texts = { title: 'Routing' }
