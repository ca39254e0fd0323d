/** Texts of the requests page. */
export const texts = { title: 'Requests' }
