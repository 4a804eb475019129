// Runs before the page is drawn, so that a reader who chose a scheme never sees the other one flash by.
try {
  const scheme = localStorage.getItem('scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch {
  // Storage is off in this browser: the page follows the system.
}
