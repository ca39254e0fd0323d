/** Texts of the filters page. */
export const texts = { title: 'Filters' }
