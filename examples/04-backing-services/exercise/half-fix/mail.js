import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.MAIL_URL);

/** @param {string} item */
export async function confirm(item) {
  await transport.sendMail({
    from: 'shop@shop.example',
    to: 'ada@customer.example',
    subject: `Your order: ${item}`,
    text: 'Thank you.',
  });
}
