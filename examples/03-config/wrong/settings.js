// What production needs. It is committed with the code.
export const settings = {
  shopName: 'Petty Cash',
  supportEmail: 'help@pettycash.example',
  currency: 'EUR',
  paymentKey: 'pk_live_4eb1d07a6c52f938',
  storeUrl: 'redis://:petty-cash@127.0.0.1:31379',
};
