/** Texts of the access page. */
export const texts = { title: 'Access' }
