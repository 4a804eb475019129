import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport('smtp://app:drawer@127.0.0.1:31025');

/** @param {string} item */
export async function confirm(item) {
  await transport.sendMail({
    from: 'shop@shop.example',
    to: 'ada@customer.example',
    subject: `Your order: ${item}`,
    text: 'Thank you.',
  });
}
