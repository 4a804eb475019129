/** Offers a text to the reader as a file. */
export function offerDownload(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the text by the time that it runs other tasks.
  setTimeout(() => URL.revokeObjectURL(url));
}
