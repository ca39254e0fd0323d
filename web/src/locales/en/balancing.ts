/** Texts of the balancing page. */
export const texts = { title: 'Balancing' }
