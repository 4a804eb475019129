/** Prices in cents. @type {Record<string, number>} */
export const items = { apple: 40, bread: 320, cheese: 560, dates: 480 };
