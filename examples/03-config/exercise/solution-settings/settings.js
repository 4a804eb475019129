const names = ['SHOP_NAME', 'SUPPORT_EMAIL', 'CURRENCY', 'PAYMENT_KEY', 'STORE_URL'];

// Better no process than one that sells in "undefined".
const missing = names.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Not started: set ${missing.join(', ')}.`);
  process.exit(1);
}

const { SHOP_NAME, SUPPORT_EMAIL, CURRENCY, PAYMENT_KEY, STORE_URL } = process.env;

export const settings = {
  shopName: SHOP_NAME,
  supportEmail: SUPPORT_EMAIL,
  currency: CURRENCY,
  paymentKey: PAYMENT_KEY,
  storeUrl: STORE_URL,
  // A variable is text, and the text "false" is true.
  debug: process.env.DEBUG === 'true',
};

if (settings.debug) console.log('settings', settings);
