// From the environment, and taken as it comes.
export const settings = {
  shopName: process.env.SHOP_NAME,
  supportEmail: process.env.SUPPORT_EMAIL,
  currency: process.env.CURRENCY,
  paymentKey: process.env.PAYMENT_KEY,
  storeUrl: process.env.STORE_URL,
  debug: process.env.DEBUG,
};

if (settings.debug) console.log('settings', settings);
