import nodemailer from 'nodemailer';
import { handles } from './services.js';

const transport = nodemailer.createTransport(handles.mail);

/** @param {string} item */
export async function confirm(item) {
  await transport.sendMail({
    from: 'shop@shop.example',
    to: 'ada@customer.example',
    subject: `Your order: ${item}`,
    text: 'Thank you.',
  });
}
