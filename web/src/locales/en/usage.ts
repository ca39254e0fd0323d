/** Texts of the usage page. */
export const texts = { title: 'Usage' }
