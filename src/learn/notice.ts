import { address } from '../site.ts';

/**
 * Tells something about the reader's progress at the top of the page. There is one notice at most, the last one.
 * @param text null takes the notice away
 * @param plain without the link to the page where progress is managed
 */
export function showNotice(text: string | null, plain = false): void {
  const main = document.querySelector('main');
  const old = document.querySelector('.progress-notice');
  if (text === null || main === null) return old?.remove();
  const words = `${text} `;
  if (old?.firstChild?.textContent === words) return;
  const notice = document.createElement('p');
  notice.className = 'message progress-notice';
  notice.setAttribute('role', 'alert');
  notice.append(words);
  if (!plain) {
    const link = document.createElement('a');
    link.href = `${address('courses/')}#progress`;
    link.textContent = 'See what can be done';
    notice.append(link);
  }
  old?.remove();
  main.prepend(notice);
}
